// What the phone knows without a line: the packet the server gave it, and what was scanned here since. Pure: packet and
// rows come in, answers go out.

/// A packet with what this phone scanned after it was made.
export function knowledge(packet, rows = [], me = {}) {
  const known = {
    at: packet?.at ?? me.at ?? null,
    madeAt: packet?.made_at ?? null,
    complete: packet?.complete ?? false,
    empty: !packet,
    parcels: new Map(),
    bags: new Map(),
    runs: new Map(),
    points: new Map(),
    reasons: packet?.reasons ?? {},
    procedures: packet?.procedures ?? [],
    agencies: packet?.agencies ?? [],
  };
  const bags = new Set((packet?.bags ?? []).map(bag => bag.code));
  for (const parcel of packet?.parcels ?? []) {
    const own = { ...parcel };
    if (parcel.inside) own[bags.has(parcel.inside) || parcel.state === 'in_bag' ? 'in_bag' : 'on_run'] = parcel.inside;
    if (parcel.qr) known.parcels.set(parcel.qr, own);
    if (parcel.tracking) known.parcels.set(parcel.tracking, own);
  }
  for (const bag of packet?.bags ?? []) {
    const own = { ...bag };
    known.bags.set(bag.code, own);
    if (bag.qr) known.bags.set(bag.qr, own);
  }
  for (const run of packet?.runs ?? []) known.runs.set(run.code, run);
  for (const point of packet?.points ?? []) known.points.set(point.code, point);
  for (const row of rows) apply(known, row);
  return known;
}

/// What a code is, as far as the phone knows.
export const kindOf = known => code =>
  known.parcels.has(code) ? 'parcel' : known.bags.has(code) ? 'bag' : known.runs.has(code) ? 'run' : undefined;

/// Where things are after one more scan of this phone. What the server would not have taken changes nothing.
export function apply(known, row) {
  if (row.kind !== 'scan' || row.state === 'set_aside' || row.state === 'refused') return;
  const { action, code, bag, run, happened_at: when, at } = row.content;
  const thing = known.parcels.get(code) ?? known.bags.get(code);
  if (!thing) return;
  thing.last = { action, when, bag, run, at };
  const here = () => { thing.here = true; thing.in_bag = undefined; thing.on_run = undefined; };
  switch (action) {
    case 'accept': case 'receive': case 'unpack': case 'unload': case 'find': case 'hold': case 'inspect':
      here();
      if (action === 'hold') thing.state = 'held';
      else if (action !== 'inspect') thing.state = thing.due_here === false ? thing.state : 'at_point';
      break;
    case 'pack': thing.here = true; thing.in_bag = bag; thing.state = 'in_bag'; break;
    case 'load': thing.here = false; thing.on_run = run; thing.state = 'on_run'; break;
    case 'hand_over': thing.state = 'in_handover'; break;
    case 'out_for_delivery': thing.here = true; thing.state = 'out_for_delivery'; break;
    case 'deliver': thing.here = false; thing.state = 'delivered'; break;
    case 'fail_delivery': here(); thing.state = 'delivery_failed'; break;
    case 'return': here(); thing.state = 'returning'; break;
    case 'close_bag': thing.sealed = true; thing.seal = row.content.seal; break;
    case 'open_bag': thing.sealed = false; break;
    default:
  }
}
