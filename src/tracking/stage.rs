//! The stages of a parcel as a citizen reads them. Custody knows more states; a bag inside a run is of
//! no use to someone who waits for a land certificate.

use crate::base::Words;
use crate::cases::Direction;
use crate::custody::State;

/// Where a parcel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The slip exists, the post has nothing yet.
    Announced,
    /// The post has taken it in.
    Accepted,
    /// It lies at a point on its way.
    AtPoint,
    /// It travels: in a bag, on a run, between two points.
    Moving,
    /// One side has given it, the other has not yet signed.
    HandOver,
    /// The postman has it and is on his round.
    OutForDelivery,
    /// Nobody could take it; it will be tried again.
    DeliveryFailed,
    /// It waits at a post office for who fetches it.
    Held,
    /// It is where it was to go.
    Delivered,
    /// It goes back to who sent it.
    Returning,
    /// It is back with who sent it.
    Returned,
    /// It cannot be found; the post is looking for it.
    Lost,
    /// It was lost and has been found.
    Found,
    /// The slip was cancelled before it was used.
    Void,
}

/// How a stage is to be felt at a glance; never told by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing to do but wait.
    Moving,
    /// All is done.
    Done,
    /// Something did not go as it should, or the person has something to do.
    Attention,
    /// It ended without a delivery.
    Ended,
}

/// The four stretches of every journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// With the post.
    Accepted,
    /// On its way.
    Moving,
    /// The last stretch.
    Arriving,
    /// There.
    Delivered,
}

impl Progress {
    /// All four in their order.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Moving, Self::Arriving, Self::Delivered];

    /// Its name under the bar.
    pub const fn words(self) -> Words {
        match self {
            Self::Accepted => Words::new("Đã nhận", "Accepted"),
            Self::Moving => Words::new("Đang chuyển", "On its way"),
            Self::Arriving => Words::new("Đang phát", "Arriving"),
            Self::Delivered => Words::new("Đã giao", "Delivered"),
        }
    }
}

impl From<State> for Stage {
    fn from(state: State) -> Self {
        match state {
            State::Announced => Self::Announced,
            State::Accepted => Self::Accepted,
            State::AtPoint => Self::AtPoint,
            State::InBag | State::OnRun => Self::Moving,
            State::InHandover => Self::HandOver,
            State::OutForDelivery => Self::OutForDelivery,
            State::DeliveryFailed => Self::DeliveryFailed,
            State::Held => Self::Held,
            State::Delivered => Self::Delivered,
            State::Returning => Self::Returning,
            State::Returned => Self::Returned,
            State::Lost => Self::Lost,
            State::Found => Self::Found,
            State::Void => Self::Void,
        }
    }
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 14] = [
        Self::Announced,
        Self::Accepted,
        Self::AtPoint,
        Self::Moving,
        Self::HandOver,
        Self::OutForDelivery,
        Self::DeliveryFailed,
        Self::Held,
        Self::Delivered,
        Self::Returning,
        Self::Returned,
        Self::Lost,
        Self::Found,
        Self::Void,
    ];

    /// The stage in a few words, as a headline and in the list of steps.
    pub const fn words(self, direction: Direction) -> Words {
        match (self, direction) {
            (Self::Announced, _) => Words::new("Chờ gửi", "Not yet handed in"),
            (Self::Accepted, Direction::Return) => {
                Words::new("Bưu điện đã nhận kết quả", "The post has your result")
            }
            (Self::Accepted, Direction::Submit | Direction::Internal) => {
                Words::new("Bưu điện đã nhận hồ sơ", "The post has the dossier")
            }
            (Self::AtPoint, _) => Words::new("Đã đến điểm trung chuyển", "At a point on its way"),
            (Self::Moving, _) => Words::new("Đang trên đường", "On its way"),
            (Self::HandOver, _) => Words::new("Đang bàn giao", "Being handed over"),
            (Self::OutForDelivery, Direction::Return) => {
                Words::new("Bưu tá đang đi phát", "Out for delivery")
            }
            (Self::OutForDelivery, Direction::Submit | Direction::Internal) => {
                Words::new("Đang đưa đến cơ quan", "Being taken to the agency")
            }
            (Self::DeliveryFailed, _) => {
                Words::new("Phát chưa thành công", "Could not be delivered yet")
            }
            (Self::Held, _) => Words::new("Đang lưu tại bưu cục", "Waiting at the post office"),
            (Self::Delivered, Direction::Return) => Words::new("Đã giao kết quả", "Delivered"),
            (Self::Delivered, Direction::Submit | Direction::Internal) => {
                Words::new("Cơ quan đã nhận hồ sơ", "The agency has the dossier")
            }
            (Self::Returning, _) => Words::new("Đang chuyển hoàn", "Going back to the sender"),
            (Self::Returned, _) => Words::new("Đã chuyển hoàn", "Back with the sender"),
            (Self::Lost, _) => Words::new("Đang được tìm kiếm", "Being searched for"),
            (Self::Found, _) => Words::new("Đã tìm thấy", "Found again"),
            (Self::Void, _) => Words::new("Phiếu gửi đã huỷ", "The slip was cancelled"),
        }
    }

    /// What it means and what the person can do, in a sentence or two.
    pub const fn advice(self, direction: Direction) -> Words {
        match (self, direction) {
            (Self::Announced, Direction::Return) => Words::new(
                "Cơ quan đang chuẩn bị giao kết quả cho bưu điện. Ông/bà chưa phải làm gì.",
                "The agency is about to hand the result to the post. There is nothing for you to do.",
            ),
            (Self::Announced, Direction::Submit | Direction::Internal) => Words::new(
                "Đã lập phiếu gửi nhưng bưu điện chưa nhận hồ sơ.",
                "The slip has been made, but the post does not have the dossier yet.",
            ),
            (Self::Accepted | Self::AtPoint | Self::Moving | Self::Found, _) => Words::new(
                "Bưu gửi đang được chuyển theo lộ trình. Ông/bà chưa phải làm gì.",
                "It is being carried along its route. There is nothing for you to do.",
            ),
            (Self::HandOver, _) => Words::new(
                "Bên giao đã ký, đang chờ bên nhận ký. Bên giao vẫn chịu trách nhiệm giữ bưu gửi.",
                "The giver has signed, the receiver is about to. Until then the giver answers for it.",
            ),
            (Self::OutForDelivery, Direction::Return) => Words::new(
                "Vui lòng mang giấy tờ tuỳ thân và kiểm tra niêm phong trước khi ký nhận.",
                "Please have an identity document ready, and check the seal before you sign.",
            ),
            (Self::OutForDelivery, Direction::Submit | Direction::Internal) => Words::new(
                "Giấy tờ sẽ được đếm lại tại cơ quan theo danh mục trên phiếu gửi.",
                "At the agency the papers are counted again by the list on the slip.",
            ),
            (Self::DeliveryFailed, _) => Words::new(
                "Bưu tá đã đến nhưng chưa giao được và sẽ phát lại. Ông/bà cũng có thể đến nhận tại bưu cục.",
                "The postman came but could not hand it over and will try again. You may also fetch it at the post office.",
            ),
            (Self::Held, _) => Words::new(
                "Vui lòng đến nhận trong giờ mở cửa, mang theo phiếu gửi và giấy tờ tuỳ thân.",
                "Please fetch it during opening hours, with the slip and an identity document.",
            ),
            (Self::Delivered, Direction::Return) => Words::new(
                "Kết quả đã được giao và ký nhận. Cảm ơn ông/bà.",
                "The result was handed over and signed for. Thank you.",
            ),
            (Self::Delivered, Direction::Submit | Direction::Internal) => Words::new(
                "Hồ sơ đã được đếm lại và ký nhận. Cơ quan sẽ xem xét hồ sơ.",
                "The dossier was counted again and signed for. The agency now looks at it.",
            ),
            (Self::Returning | Self::Returned, Direction::Return) => Words::new(
                "Không giao được nên kết quả được chuyển lại cơ quan đã cấp. Vui lòng liên hệ cơ quan đó.",
                "It could not be delivered, so it goes back to the agency that issued it. Please contact that agency.",
            ),
            (Self::Returning | Self::Returned, Direction::Submit | Direction::Internal) => {
                Words::new(
                    "Hồ sơ được chuyển lại nơi gửi. Vui lòng hỏi điểm bưu điện đã nhận gửi.",
                    "The dossier goes back to where it was handed in. Please ask at that post office.",
                )
            }
            (Self::Lost, _) => Words::new(
                "Bưu điện đang tìm và sẽ trả lời. Ông/bà có quyền khiếu nại tại bất kỳ bưu cục nào, hãy mang theo phiếu gửi.",
                "The post is looking for it and will answer. You may complain at any post office; bring the slip.",
            ),
            (Self::Void, _) => {
                Words::new("Phiếu gửi này không còn dùng nữa.", "This slip is no longer in use.")
            }
        }
    }

    /// How it is to be felt at a glance.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Announced
            | Self::Accepted
            | Self::AtPoint
            | Self::Moving
            | Self::HandOver
            | Self::OutForDelivery
            | Self::Found => Tone::Moving,
            Self::Delivered => Tone::Done,
            Self::DeliveryFailed | Self::Held | Self::Returning | Self::Lost => Tone::Attention,
            Self::Returned | Self::Void => Tone::Ended,
        }
    }

    /// How far the journey has come; none where the bar would mislead.
    pub const fn progress(self) -> Option<Progress> {
        match self {
            Self::Accepted => Some(Progress::Accepted),
            Self::AtPoint | Self::Moving | Self::HandOver | Self::Found => Some(Progress::Moving),
            Self::OutForDelivery | Self::DeliveryFailed | Self::Held => Some(Progress::Arriving),
            Self::Delivered => Some(Progress::Delivered),
            Self::Announced | Self::Returning | Self::Returned | Self::Lost | Self::Void => None,
        }
    }

    /// Whether the person still waits for something.
    pub const fn is_under_way(self) -> bool {
        match self {
            Self::Delivered | Self::Returned | Self::Void => false,
            Self::Announced
            | Self::Accepted
            | Self::AtPoint
            | Self::Moving
            | Self::HandOver
            | Self::OutForDelivery
            | Self::DeliveryFailed
            | Self::Held
            | Self::Returning
            | Self::Lost
            | Self::Found => true,
        }
    }
}
