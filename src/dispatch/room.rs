//! How much of a run's room is taken. Kilograms are a limit that staff read: what is aboard is not weighed here.

use super::timetable::Room;

/// What is aboard a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Aboard {
    /// Parcels, in bags or loose.
    pub parcels: u32,
    /// Bags.
    pub bags: u32,
}

/// How much more fits; less than nothing where too much is aboard. None where nobody said how much it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// Parcels, in bags or loose.
    pub parcels: Option<i64>,
    /// Bags.
    pub bags: Option<i64>,
}

impl Aboard {
    /// What is aboard once this is loaded too.
    #[must_use]
    pub const fn with(self, more: Self) -> Self {
        Self { parcels: self.parcels + more.parcels, bags: self.bags + more.bags }
    }

    /// How much more a run of this room takes.
    pub fn left_in(self, room: Room) -> Left {
        let left = |most: Option<u32>, taken: u32| Some(i64::from(most?) - i64::from(taken));
        Left { parcels: left(room.parcels, self.parcels), bags: left(room.bags, self.bags) }
    }
}

impl Left {
    /// Whether too much is aboard.
    pub fn is_over(self) -> bool {
        [self.parcels, self.bags].into_iter().flatten().any(|left| left < 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_limited_is_never_too_much() {
        let room = Room { parcels: Some(10), bags: None, kg: Some(1) };
        let aboard = Aboard { parcels: 9, bags: 40 };
        let left = aboard.left_in(room);
        assert_eq!((left.parcels, left.bags, left.is_over()), (Some(1), None, false));
        let full = aboard.with(Aboard { parcels: 2, bags: 1 });
        assert_eq!(full.left_in(room).parcels, Some(-1));
        assert!(full.left_in(room).is_over());
        assert!(!full.left_in(Room::default()).is_over());
    }
}
