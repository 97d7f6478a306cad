// What flies when a task changes: pure choreography. A task's legs never overtake each other, even
// when the whole task arrives in one frame.

export const LEG_MILLIS = 650;
export const RING_MILLIS = 1100;
const ANSWERED = new Set(['committed', 'revealed', 'agreed', 'dissented']);

/**
 * The legs that a change of a task adds, from a time on.
 *
 * @param {Map<string, {asked: Map<string, number>, back: number}>} memory of running tasks
 */
export function legs(before, task, now, memory) {
  const flown = [];
  const mind = memory.get(task.id) ?? {asked: new Map(), back: 0};
  memory.set(task.id, mind);
  const stages = new Map((before?.ballots ?? []).map((ballot) => [ballot.node, ballot.stage]));
  for (const ballot of task.ballots) {
    const old = stages.get(ballot.node);
    if (old === ballot.stage) continue;
    if (old === undefined) flown.push(...ask(task, ballot, now, mind));
    if (ballot.stage !== 'asked') flown.push(...answer(task, ballot, old, now, mind));
  }
  if (task.outcome && !before?.outcome) {
    flown.push(ring(task, Math.max(now, mind.back)));
    memory.delete(task.id);
  }
  return flown;
}

function ask(task, ballot, now, mind) {
  mind.asked.set(ballot.node, now + LEG_MILLIS);
  return [leg('ask', task.leader, ballot.node, now, task)];
}

function answer(task, ballot, old, now, mind) {
  const start = Math.max(now, mind.asked.get(ballot.node) ?? 0);
  const out = [];
  const sealed = old === 'committed' || old === 'revealed';
  if (!sealed && ANSWERED.has(ballot.stage)) {
    out.push(leg('commit', ballot.node, task.leader, start, task));
    mind.back = Math.max(mind.back, start + LEG_MILLIS);
  }
  const kind = kindOf(ballot.stage, task.outcome);
  if (kind) {
    const from = sealed ? start : start + LEG_MILLIS * 0.6;
    out.push(leg(kind, ballot.node, task.leader, from, task));
    mind.back = Math.max(mind.back, from + LEG_MILLIS);
  }
  return out;
}

function kindOf(stage, outcome) {
  if (stage === 'agreed') return 'agreed';
  if (stage === 'dissented') return 'dissented';
  if (stage === 'revealed' && outcome) return 'disputed';
  return stage === 'declined' ? 'failed' : null;
}

const leg = (kind, from, to, start, task) => ({kind, from, to, start, end: start + LEG_MILLIS, task: task.id});

const ring = (task, start) => ({
  kind: 'ring',
  outcome: task.outcome === 'agreed' || task.outcome === 'disputed' ? task.outcome : 'failed',
  from: task.leader,
  to: task.leader,
  start,
  end: start + RING_MILLIS,
  task: task.id,
});

/** The control point of the curve between two points: always lifted to the north. */
export function bend(ax, ay, bx, by) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.hypot(dx, dy) || 1;
  const lift = Math.min(90, length * 0.25) * (dx >= 0 ? 1 : -1);
  return [(ax + bx) / 2 + (dy / length) * lift, (ay + by) / 2 - (dx / length) * lift];
}

/** A point of a quadratic curve. */
export function along(ax, ay, cx, cy, bx, by, t) {
  const u = 1 - t;
  return [u * u * ax + 2 * u * t * cx + t * t * bx, u * u * ay + 2 * u * t * cy + t * t * by];
}

export const ease = (t) => (t < 0.5 ? 2 * t * t : 1 - (-2 * t + 2) ** 2 / 2);
