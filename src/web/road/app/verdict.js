// Green, amber or red, in words, the moment a code was read: is this right for the task that is chosen, and where must
// the thing go next? Pure: task, code and what the phone knows come in. The server decides in the end.
//
// `record` says what happens with the scan: `yes`, a fact is a fact; `ask`, the person can still put it right with the
// hand, and says whether it happened all the same; `no`, there is nothing to record.

import { clockTime, ownTime, rightNow, say } from './lang.js';
import { STATES } from './tasks.js';

/// For how long the same label for the same task is the same scan: it is still in front of the lens.
export const SAME_MS = 8000;

const ENDED = ['delivered', 'returned', 'void'];

/// The words of a state.
export const stateWords = state => STATES[state] ? say(...STATES[state]) : state ?? '';

const told = (colour, record, title, ...lines) => ({ colour, record, title, lines: lines.filter(Boolean) });
const green = (title, ...lines) => told('green', 'yes', title, ...lines);
const amber = (title, ...lines) => told('amber', 'yes', title, ...lines);
const stop = (title, ...lines) => told('red', 'ask', title, ...lines);
const never = (title, ...lines) => told('red', 'no', title, ...lines);

/// The name of a place, as far as the phone knows it.
function placeName(known, code, name) {
  return name ?? known.points.get(code)?.name ?? (known.at?.code === code ? known.at.name : undefined) ?? code;
}

/// Whose it is: its destination.
export function destination(parcel, known) {
  if (parcel.to?.person) return say('người nhận', 'the receiver');
  return parcel.to ? placeName(known, parcel.to.point, parcel.to.name) : '';
}

/// Where a parcel goes from here: «thuộc Thạch Đài: bỏ vào túi B-0123, chuyến 14:30».
export function onward(parcel, known, now = rightNow()) {
  const next = parcel.next;
  if (!next?.point || next.point === known.at?.code) return '';
  const where = placeName(known, next.point, next.name);
  const run = next.departs_at
    ? say(`, chuyến ${clockTime(next.departs_at, now)}`, `, the run at ${clockTime(next.departs_at, now)}`)
    : next.run ? say(`, chuyến ${next.run}`, `, run ${next.run}`) : '';
  const bound = parcel.to?.point && parcel.to.point !== next.point ? destination(parcel, known) : where;
  if (next.bag) return say(`Thuộc ${bound}: bỏ vào túi ${next.bag}${run}`, `For ${bound}: into bag ${next.bag}${run}`);
  return say(`Thuộc ${bound}: chuyển tới ${where}${run}`, `For ${bound}: send to ${where}${run}`);
}

/// What stays with the person after the first line: number, state, papers.
function about(parcel, known) {
  const to = destination(parcel, known);
  return [parcel.tracking, to && say(`đến ${to}`, `to ${to}`)].filter(Boolean).join(' · ');
}

/// What was scanned just now or before, for the same task: the scan itself is not made anew.
export function again(before, now) {
  if (!before) return null;
  const seconds = Math.round((now - before.when) / 1000);
  const words = seconds < 60
    ? say(`Vừa quét ${Math.max(1, seconds)} giây trước.`, `Scanned ${Math.max(1, seconds)} s ago.`)
    : say(`Đã quét lúc ${ownTime(before.when)}.`, `Scanned at ${ownTime(before.when)}.`);
  return {
    colour: 'amber', record: 'again', same: now - before.when < SAME_MS,
    title: say('Đã quét nhãn này', 'Already scanned'),
    lines: [words, say('Chỉ ghi một lần.', 'It counts once.')],
  };
}

/// The verdict on a code that was read. `task` is `{ id, bag?, run?, to? }` as chosen.
export function verdict(task, read, known, now = rightNow()) {
  if (read.kind === 'bad') return bad(read);
  if (read.kind === 'empty') return never(say('Chưa có mã', 'No code'), say('Hãy quét hoặc nhập một mã.', 'Scan or type a code.'));
  if (read.kind === 'frame') {
    return never(say('Mã bàn giao giữa hai máy', 'A code of a hand-over between phones'),
      say('Mở mục “Bàn giao hai máy” để quét.', 'Open «Two phones» to scan it.'));
  }
  const bag = known.bags.get(read.code);
  if (read.kind === 'bag') return onBag(task, read, bag, known, now);
  if (read.kind === 'run') return onRun(task, read, known);
  if (task.id === 'close_bag' || task.id === 'open_bag') {
    return never(say('Không phải nhãn túi', 'Not the label of a bag'), say('Hãy quét nhãn trên túi.', 'Scan the label of the bag.'));
  }
  const parcel = known.parcels.get(read.code);
  if (!parcel) return unknown(read, known);
  if (parcel.state === 'void') {
    return stop(say('Bưu gửi đã hủy', 'This parcel is void'), about(parcel, known), say('Để riêng, báo bưu cục.', 'Set it aside and report it.'));
  }
  if (ENDED.includes(parcel.state)) {
    return stop(say(`Hành trình đã kết thúc: ${stateWords(parcel.state)}`, `Its journey has ended: ${stateWords(parcel.state)}`),
      about(parcel, known), say('Để riêng, báo bưu cục.', 'Set it aside and report it.'));
  }
  return RULES[task.id](parcel, task, known, now);
}

function bad(read) {
  if (read.why === 'check') {
    return never(say('Số hiệu sai số kiểm tra', 'The check digit is wrong'),
      read.code, say(`Chữ số thứ chín phải là ${read.expected}: xem lại từng số.`, `The ninth digit should be ${read.expected}: look at each digit.`));
  }
  if (read.why === 'length') {
    return never(say('Số hiệu thiếu hoặc thừa', 'Too few or too many digits'), read.code,
      say('Cần 2 chữ, 9 số, 2 chữ: như BH100000017VN.', '2 letters, 9 digits, 2 letters: like BH100000017VN.'));
  }
  return never(say('Không phải mã bưu gửi', 'Not the code of a parcel'), say('Nhãn này không phải của bưu điện.', 'This label is not one of the post.'));
}

function unknown(read, known) {
  const why = known.empty
    ? say('Máy này chưa có dữ liệu của điểm.', 'This phone has no data of the point yet.')
    : known.complete
      ? say('Không nằm trong số đang chờ ở đây: để riêng đến khi có trả lời.', 'Not among those expected here: set it aside until the answer comes.')
      : say('Không có trong dữ liệu trên máy.', 'Not in the data on this phone.');
  return amber(say('Đã ghi, chưa rõ bưu gửi', 'Kept; parcel not known here'), read.qr ? '' : read.code, why);
}

const elsewhere = (parcel, known, now) =>
  onward(parcel, known, now) || say(`Thuộc ${destination(parcel, known)}`, `For ${destination(parcel, known)}`);

const RULES = {
  receive(parcel, task, known, now) {
    if (parcel.here && !parcel.in_bag && parcel.state !== 'in_handover' && parcel.state !== 'out_for_delivery') {
      return { ...amber(say('Đang ở đây rồi', 'It is here already'), elsewhereOrHere(parcel, known, now), about(parcel, known)), record: 'again' };
    }
    if (parcel.due_here === false) {
      return told('red', 'yes', say('Không phải của điểm này', 'Not for this point'), elsewhere(parcel, known, now), about(parcel, known));
    }
    return green(say('Đã nhận', 'Received'), elsewhereOrHere(parcel, known, now), about(parcel, known));
  },
  unload(parcel, task, known, now) {
    if (parcel.due_here === false) {
      return stop(say('Không dỡ ở đây: để lại trên xe', 'Not here: leave it on the vehicle'), elsewhere(parcel, known, now), about(parcel, known));
    }
    return green(say('Dỡ xuống', 'Unload'), elsewhereOrHere(parcel, known, now), about(parcel, known));
  },
  unpack(parcel, task, known, now) {
    if (parcel.due_here === false) {
      return told('red', 'yes', say('Không phải của điểm này', 'Not for this point'), elsewhere(parcel, known, now), about(parcel, known));
    }
    return green(say('Lấy ra khỏi túi', 'Out of the bag'), elsewhereOrHere(parcel, known, now), about(parcel, known));
  },
  pack(parcel, task, known, now) {
    if (parcel.in_bag === task.bag) {
      return { ...amber(say('Đã trong túi này rồi', 'In this bag already'), about(parcel, known)), record: 'again' };
    }
    const bag = known.bags.get(task.bag);
    if (bag?.sealed) return stop(say('Túi đã niêm phong', 'The bag is sealed'), say(`Mở túi ${task.bag} trước.`, `Open bag ${task.bag} first.`));
    const next = parcel.next;
    if (next?.bag && next.bag !== task.bag) return stop(say('Không bỏ vào túi này', 'Not into this bag'), elsewhere(parcel, known, now), about(parcel, known));
    if (next?.bag === task.bag || bag && (next?.point === bag.to || parcel.to?.point === bag.to)) {
      return green(say('Đúng túi', 'The right bag'), onward(parcel, known, now), about(parcel, known));
    }
    if (bag && next?.point) return stop(say('Không bỏ vào túi này', 'Not into this bag'), elsewhere(parcel, known, now), about(parcel, known));
    if (parcel.to?.person && !next) return stop(say('Phát tại đây, không bỏ vào túi', 'Delivered from here: not into a bag'), about(parcel, known));
    return amber(say('Đã ghi, chưa rõ đúng túi không', 'Kept; not known whether it is the right bag'), about(parcel, known));
  },
  load: onto,
  hand_over(parcel, task, known, now) {
    if (parcel.state === 'in_handover' && parcel.last?.action === 'hand_over') {
      return { ...amber(say('Đã giao rồi', 'Handed over already'), about(parcel, known)), record: 'again' };
    }
    const next = parcel.next;
    const right = task.to?.point ? next?.point === task.to.point || parcel.to?.point === task.to.point
      : task.to?.run ? next?.run === task.to.run : task.to?.postman ? parcel.to?.person && !next?.point : parcel.to?.person;
    if (right) return green(say('Giao đúng nơi', 'To the right place'), say('Bên nhận quét nhận để xong.', 'It is done when the other side scans it.'), about(parcel, known));
    if (next?.point || parcel.to) return stop(say('Không giao cho nơi này', 'Not for them'), elsewhere(parcel, known, now), about(parcel, known));
    return amber(say('Đã ghi, chưa rõ chặng kế', 'Kept; its next step is not known'), about(parcel, known));
  },
  out_for_delivery(parcel, task, known, now) {
    if (parcel.state === 'out_for_delivery' && parcel.here) {
      return { ...amber(say('Đã mang đi phát rồi', 'Out for delivery already'), about(parcel, known)), record: 'again' };
    }
    if (parcel.next?.point && parcel.next.point !== known.at?.code) {
      return stop(say('Không phát từ đây', 'Not delivered from here'), elsewhere(parcel, known, now), about(parcel, known));
    }
    if (parcel.state === 'held') return amber(say('Đang lưu giữ: người nhận hẹn đến lấy?', 'It is held: does the receiver fetch it?'), about(parcel, known));
    return green(say('Mang đi phát', 'Take it out'), about(parcel, known));
  },
  deliver: (parcel, task, known) => inHand(parcel, known, say('Phát bưu gửi này', 'Deliver this one')),
  fail_delivery: (parcel, task, known) => inHand(parcel, known, say('Ghi lý do', 'Say why')),
  inspect: (parcel, task, known) => green(say('Đếm giấy tờ', 'Count the papers'), about(parcel, known)),
  return: (parcel, task, known) => parcel.state === 'returning'
    ? { ...amber(say('Đang chuyển hoàn rồi', 'On its way back already'), about(parcel, known)), record: 'again' }
    : green(say('Chuyển hoàn về nơi gửi', 'Back to where it came from'), about(parcel, known)),
};

function elsewhereOrHere(parcel, known, now) {
  const next = onward(parcel, known, now);
  if (next) return next;
  if (parcel.to?.person) return say('Phát từ điểm này', 'Delivered from this point');
  if (parcel.to?.point === known.at?.code) return say('Đã đến nơi', 'It has arrived');
  return '';
}

function onto(thing, task, known, now) {
  if (thing.on_run === task.run) return { ...amber(say('Đã trên chuyến này rồi', 'On this run already'), about(thing, known)), record: 'again' };
  const run = known.runs.get(task.run);
  const next = thing.next?.run ?? thing.run;
  if (next && next !== task.run) {
    const other = known.runs.get(next);
    const when = thing.next?.departs_at ?? thing.departs_at ?? other?.departs_at;
    return stop(say('Không phải chuyến này', 'Not this run'),
      onward(thing, known, now) || say(`Đi chuyến ${when ? clockTime(when, now) : next}`, `On the run ${when ? `at ${clockTime(when, now)}` : next}`), about(thing, known));
  }
  if (next === task.run) return green(say('Đúng chuyến', 'The right run'), about(thing, known));
  const target = thing.next?.point ?? (typeof thing.to === 'string' ? thing.to : thing.to?.point);
  if (run && target) {
    if (run.stops?.some(stop => stop.point === target)) return green(say('Đúng chuyến', 'The right run'), about(thing, known));
    return stop(say('Chuyến này không qua đó', 'This run does not call there'), elsewhere(thing, known, now), about(thing, known));
  }
  return amber(say('Đã ghi, chưa rõ đúng chuyến không', 'Kept; not known whether it is the right run'), about(thing, known));
}

function inHand(parcel, known, title) {
  if (parcel.to?.point && !parcel.to.person) {
    return stop(say('Không phát cho người dân', 'Not for a person at the door'), elsewhere(parcel, known), about(parcel, known));
  }
  if (!parcel.here && parcel.state !== 'out_for_delivery') {
    return amber(title, say('Sổ chưa ghi bưu gửi này ở chỗ bạn.', 'By the record it is not with you.'), about(parcel, known));
  }
  return green(title, about(parcel, known));
}

function onBag(task, read, bag, known, now) {
  const name = bag?.code ?? read.code;
  const to = bag ? bag.to_name ?? placeName(known, bag.to) : '';
  const where = to && say(`Túi đi ${to}`, `Bag to ${to}`);
  if (task.bag && (task.id === 'pack' || task.id === 'unpack')) {
    if (name === task.bag) return never(say('Nhãn của chính túi này', 'The label of this very bag'), say('Hãy quét bưu gửi.', 'Scan a parcel.'));
    return { ...never(say(`Túi khác: ${name}`, `Another bag: ${name}`), where), change: { bag: name } };
  }
  if (!bag && ['receive', 'unload', 'load', 'hand_over', 'close_bag', 'open_bag'].includes(task.id)) {
    return amber(say(`Túi ${name}: chưa có trong máy`, `Bag ${name}: not on this phone`), say('Vẫn ghi.', 'Kept all the same.'));
  }
  switch (task.id) {
    case 'close_bag':
      return bag.sealed ? { ...amber(say('Túi đã niêm phong', 'The bag is sealed already'), where), record: 'again' }
        : green(say(`Niêm phong túi ${name}`, `Close bag ${name}`), where);
    case 'open_bag':
      return bag.to !== known.at?.code ? stop(say('Túi không gửi đến đây', 'This bag is not for here'), where, say('Không mở.', 'Do not open it.'))
        : green(say(`Mở túi ${name}`, `Open bag ${name}`), say('Xem niêm phong trước.', 'Look at the seal first.'));
    case 'receive': case 'unload':
      if (bag.due_here === false) return stop(say('Túi không xuống ở đây', 'This bag does not get off here'), where, say('Để lại trên xe.', 'Leave it on the vehicle.'));
      return green(say(`Đã nhận túi ${name}`, `Bag ${name} received`), bag.to === known.at?.code ? say('Mở và đếm tại đây.', 'To be opened and counted here.') : where);
    case 'load':
      if (bag.sealed === false) return stop(say('Túi chưa niêm phong', 'The bag is not sealed'), where);
      return onto(bag, task, known, now);
    case 'hand_over':
      return green(say(`Giao túi ${name}`, `Hand over bag ${name}`), where);
    default:
      return never(say('Đây là túi', 'This is a bag'), say('Việc này quét từng bưu gửi.', 'This task scans parcels one by one.'));
  }
}

function onRun(task, read, known) {
  const run = known.runs.get(read.code);
  const words = run ? [run.name ?? run.route, run.departs_at && clockTime(run.departs_at)].filter(Boolean).join(' · ') : read.code;
  if (task.id === 'load' || task.id === 'unload') {
    if (read.code === task.run) return never(say('Mã của chính chuyến này', 'The code of this very run'), say('Hãy quét túi hoặc bưu gửi.', 'Scan a bag or a parcel.'));
    return { ...never(say(`Chuyến khác: ${read.code}`, `Another run: ${read.code}`), words), change: { run: read.code } };
  }
  return never(say('Đây là mã chuyến', 'This is the code of a run'), words);
}

/// What the server's answer makes of a verdict: it knows more than the phone did.
export function answered(before, answer) {
  if (!answer) return before;
  const lines = [answer.advice, ...(answer.anomalies ?? []).map(one => one.text)].filter(Boolean);
  if (answer.outcome === 'set_aside' || answer.outcome === 'refused') {
    const title = answer.outcome === 'set_aside' ? say('Để riêng: chờ người xử lý', 'Set aside for a person') : say('Không ghi được', 'Not recorded');
    return { colour: 'red', record: 'done', title, lines: [answer.error?.detail, ...before.lines].filter(Boolean) };
  }
  if (answer.anomalies?.length) {
    return { colour: before.colour === 'red' ? 'red' : 'amber', record: 'done', title: answer.anomalies[0].text, lines: [...new Set([answer.advice, ...before.lines])].filter(Boolean) };
  }
  // What the phone did not know, the server does: its advice takes the place of the guess.
  if (before.colour === 'amber' && before.record === 'yes') return { colour: 'green', record: 'done', title: say('Máy chủ đã ghi', 'Recorded by the server'), lines };
  return { ...before, record: 'done', lines: before.lines.length ? before.lines : lines };
}
