// What the page knows: a pure fold of the feed's frames. Nothing here touches the page.

export const TASKS_MAX = 500; // as many as the server keeps to show
export const SECONDS_MAX = 300;
export const BLOCKS_MAX = 100;

export function initial() {
  return {
    status: 'connecting', // connecting, live, waiting, reconnecting
    paused: false, // by the visitor
    attempt: 0,
    retryAt: 0,
    reason: '',
    known: false, // whether a snapshot has come at all
    gap: false, // whether something was missed: ask for the whole
    epoch: 0,
    seq: 0,
    at: 0,
    self: '',
    network: '',
    targets: {ackMillis: 1000, verdictMillis: 4000},
    models: {},
    nodes: new Map(),
    tasks: new Map(), // the oldest first
    flows: [],
    flowsAt: 0,
    seconds: [],
    totals: null,
    ledger: null, // where the node keeps one
    blocks: [], // the lowest first
    changed: {nodes: [], tasks: []}, // by the last frame
  };
}

/** The state after a frame of the feed or an event of the connection. */
export function reduce(state, frame) {
  switch (frame.type) {
    case 'snapshot':
      return snapshot(state, frame);
    case 'delta':
      return delta(state, frame);
    case 'status':
      return {...state, ...frame.change, changed: {nodes: [], tasks: []}};
    default:
      return state; // a newer node may say more than this page understands
  }
}

function snapshot(state, frame) {
  return {
    ...state,
    status: 'live',
    attempt: 0,
    known: true,
    gap: false,
    epoch: frame.epoch,
    seq: frame.seq,
    at: frame.at,
    self: frame.self,
    network: frame.network,
    targets: frame.targets,
    models: frame.models,
    nodes: new Map(frame.nodes.map((node) => [node.id, node])),
    tasks: new Map(frame.tasks.map((task) => [task.id, task])),
    flows: [],
    seconds: frame.seconds.slice(-SECONDS_MAX),
    totals: frame.totals,
    ledger: frame.ledger ?? null,
    blocks: blocksAfter([], frame.blocks),
    changed: {nodes: frame.nodes, tasks: []},
  };
}

function delta(state, frame) {
  if (!state.known || frame.epoch !== state.epoch || frame.seq <= state.seq) {
    return state.known && frame.epoch !== state.epoch ? {...state, gap: true} : state;
  }
  if (frame.seq !== state.seq + 1) {
    return {...state, gap: true};
  }
  const busy = (frame.busy ?? []).filter(([id]) => state.nodes.has(id)).map(([id, slots]) => ({...state.nodes.get(id), busy: slots}));
  const changed = [...frame.nodes, ...busy];
  const nodes = nodesAfter(state.nodes, changed, frame.forgotten);
  const tasks = tasksAfter(state.tasks, frame.tasks);
  return {
    ...state,
    gap: nodes.size !== frame.nodesShown || tasks.size !== frame.tasksShown,
    seq: frame.seq,
    at: frame.at,
    models: frame.nodes.length ? {...state.models, ...frame.models} : state.models,
    nodes,
    tasks,
    flows: frame.flows.length ? frame.flows : frame.at - state.flowsAt < 1500 ? state.flows : [],
    flowsAt: frame.flows.length ? frame.at : state.flowsAt,
    seconds: secondsAfter(state.seconds, frame.seconds),
    totals: frame.totals,
    ledger: frame.ledger ?? state.ledger,
    blocks: blocksAfter(state.blocks, frame.blocks),
    changed: {
      nodes: changed,
      tasks: frame.tasks.map((task) => ({task, before: state.tasks.get(task.id)})),
    },
  };
}

function nodesAfter(before, changed, forgotten) {
  if (!changed.length && !forgotten.length) return before;
  const nodes = new Map(before);
  for (const node of changed) nodes.set(node.id, node);
  for (const id of forgotten) nodes.delete(id);
  return nodes;
}

function tasksAfter(before, changed) {
  if (!changed.length) return before;
  const tasks = new Map(before);
  for (const task of changed) tasks.set(task.id, task);
  for (const id of tasks.keys()) {
    if (tasks.size <= TASKS_MAX) break;
    tasks.delete(id);
  }
  return tasks;
}

function secondsAfter(before, changed) {
  if (!changed.length) return before;
  const byTime = new Map(before.map((second) => [second[0], second]));
  for (const second of changed) byTime.set(second[0], second);
  return [...byTime.values()].sort((a, b) => a[0] - b[0]).slice(-SECONDS_MAX);
}

function blocksAfter(before, changed) {
  if (!changed?.length) return before;
  const byHeight = new Map(before.map((block) => [block.height, block]));
  for (const block of changed) byHeight.set(block.height, block);
  return [...byHeight.values()].sort((a, b) => a.height - b.height).slice(-BLOCKS_MAX);
}

/** How often each node agreed and dissented in the tasks that are shown. */
export function standings(tasks) {
  const byNode = new Map();
  for (const task of tasks.values()) {
    for (const ballot of task.ballots) {
      if (ballot.stage === 'agreed' || ballot.stage === 'dissented') {
        const standing = byNode.get(ballot.node) ?? {agreed: 0, dissented: 0};
        standing[ballot.stage] += 1;
        byNode.set(ballot.node, standing);
      }
    }
  }
  return byNode;
}
