// What somebody with a phone can set out to do: chosen once, then many codes are scanned. What each needs beside the
// code, and its words. Pure.

/// Every task, in the order of the menu. `needs` is chosen once; `asks` is asked of each code; `roles` may do it.
export const TASKS = [
  { id: 'receive', action: 'receive', icon: 'in', vi: 'Nhận tại đây', en: 'Receive here', roles: 'clerk courier officer' },
  { id: 'hand_over', action: 'hand_over', icon: 'give', vi: 'Giao cho…', en: 'Hand over to…', needs: 'to', roles: 'clerk courier officer' },
  { id: 'out_for_delivery', action: 'out_for_delivery', icon: 'walk', vi: 'Mang đi phát', en: 'Take out for delivery', roles: 'clerk courier' },
  { id: 'deliver', action: 'deliver', icon: 'door', vi: 'Phát tại nhà', en: 'Deliver', asks: 'door', roles: 'clerk courier' },
  { id: 'fail_delivery', action: 'fail_delivery', icon: 'no', vi: 'Phát không thành', en: 'Could not deliver', asks: 'reason', roles: 'clerk courier' },
  { id: 'pack', action: 'pack', icon: 'bag', vi: 'Bỏ vào túi', en: 'Into a bag', needs: 'bag', roles: 'clerk courier' },
  { id: 'unpack', action: 'unpack', icon: 'out', vi: 'Lấy khỏi túi', en: 'Out of a bag', needs: 'bag', roles: 'clerk courier' },
  { id: 'close_bag', action: 'close_bag', icon: 'seal', vi: 'Niêm phong túi', en: 'Close and seal a bag', asks: 'seal', roles: 'clerk courier' },
  { id: 'open_bag', action: 'open_bag', icon: 'open', vi: 'Mở túi', en: 'Open a bag', asks: 'seal_check', roles: 'clerk courier' },
  { id: 'load', action: 'load', icon: 'load', vi: 'Xếp lên chuyến', en: 'Load on a run', needs: 'run', roles: 'clerk courier' },
  { id: 'unload', action: 'unload', icon: 'unload', vi: 'Dỡ khỏi chuyến', en: 'Unload from a run', needs: 'run', roles: 'clerk courier' },
  { id: 'inspect', action: 'inspect', icon: 'count', vi: 'Đếm giấy tờ', en: 'Count the papers', asks: 'papers', roles: 'clerk courier officer' },
  { id: 'return', action: 'return', icon: 'back', vi: 'Chuyển hoàn', en: 'Send back', asks: 'note', roles: 'clerk courier officer' },
];

/// A task by its name.
export const taskOf = id => TASKS.find(task => task.id === id);

/// The tasks of a role; an administrator has all of them.
export const tasksOf = role => TASKS.filter(task => role === 'administrator' || task.roles.split(' ').includes(role));

/// Why a delivery failed, where the packet brings no list.
export const FAILED = [
  { code: 'absent', vi: 'Không có người ở nhà', en: 'Nobody was there' },
  { code: 'asked_later', vi: 'Hẹn hôm khác', en: 'Asked for another day' },
  { code: 'refused', vi: 'Người nhận từ chối', en: 'Did not take it' },
  { code: 'address_unknown', vi: 'Không tìm thấy địa chỉ', en: 'Address not found' },
  { code: 'moved', vi: 'Đã chuyển đi', en: 'Moved away' },
  { code: 'no_access', vi: 'Không vào được (ngập, cổng khóa)', en: 'No way in (flood, locked gate)' },
  { code: 'other', vi: 'Lý do khác', en: 'Something else' },
];

/// Who took it at the door.
export const RECEIVERS = [
  { code: 'addressee', vi: 'Chính người nhận', en: 'The person it is for' },
  { code: 'household', vi: 'Người trong nhà', en: 'Somebody of the household' },
  { code: 'proxy', vi: 'Người được ủy quyền', en: 'With a written authority' },
  { code: 'desk', vi: 'Cán bộ cơ quan', en: 'An officer of the agency' },
];

/// States, in the words of the pages of staff.
export const STATES = {
  announced: ['Chưa nhận gửi', 'Announced'],
  accepted: ['Đã nhận gửi', 'Accepted'],
  at_point: ['Đang ở điểm', 'At a point'],
  in_bag: ['Trong túi', 'In a bag'],
  on_run: ['Trên chuyến', 'On a run'],
  in_handover: ['Đang bàn giao', 'Being handed over'],
  out_for_delivery: ['Đang đi phát', 'Out for delivery'],
  delivery_failed: ['Phát chưa thành', 'Delivery failed'],
  held: ['Đang lưu giữ', 'Held'],
  delivered: ['Đã phát', 'Delivered'],
  returning: ['Đang chuyển hoàn', 'On its way back'],
  returned: ['Đã chuyển hoàn', 'Returned'],
  lost: ['Báo mất', 'Reported lost'],
  found: ['Đã tìm thấy', 'Found'],
  void: ['Đã hủy', 'Void'],
};
