import assert from 'node:assert/strict';
import test from 'node:test';
import {TASKS_MAX, initial, reduce, standings} from './webroot/state.js';

const node = (id, more = {}) => ({id, name: id, operator: 'o', place: [60, 25], state: 'ready', models: [], slots: 4, busy: 0, ...more});
const task = (id, more = {}) => ({id, leader: 'a', model: 'm', phase: 'assigned', acceptedAt: 1, ackMillis: 40, verdictMillis: 0, outcome: null, ballots: [], ...more});
const totals = {accepted: 0, open: 0, agreed: 0, disputed: 0, unsettled: 0, answeredPerSecond: 0, ackP50: -1, ackP99: -1, verdictP50: -1, verdictP99: -1};
const snapshot = (more = {}) => ({type: 'snapshot', epoch: 1, seq: 5, at: 1000, self: 'a', network: 'demo', targets: {ackMillis: 1000, verdictMillis: 4000}, models: {}, nodes: [node('a')], tasks: [], seconds: [], totals, ...more});
const delta = (more = {}) => ({type: 'delta', epoch: 1, seq: 6, at: 1200, models: {}, nodes: [], forgotten: [], tasks: [], flows: [], seconds: [], totals, nodesShown: 1, tasksShown: 0, ...more});
const known = reduce(initial(), snapshot());

test('knowsTheNetworkAfterASnapshot', () => {
  assert.equal(known.known, true);
  assert.equal(known.status, 'live');
  assert.deepEqual([...known.nodes.keys()], ['a']);
});

test('foldsAChange', () => {
  const state = reduce(known, delta({nodes: [node('b')], nodesShown: 2, tasks: [task('t')], tasksShown: 1}));
  assert.equal(state.seq, 6);
  assert.equal(state.gap, false);
  assert.deepEqual([...state.nodes.keys()], ['a', 'b']);
  assert.equal(state.changed.tasks[0].before, undefined);
});

test('neverChangesTheStateItIsGiven', () => {
  const frozen = Object.freeze({...known});
  const before = [...known.nodes.keys()];
  reduce(frozen, delta({nodes: [node('b')], forgotten: ['a'], nodesShown: 1}));
  assert.deepEqual([...known.nodes.keys()], before);
});

test('asksForTheWholeAfterAGap', () => {
  const state = reduce(known, delta({seq: 8}));
  assert.equal(state.gap, true);
  assert.equal(state.seq, 5);
  assert.equal(reduce(state, snapshot({seq: 8})).gap, false);
});

test('asksForTheWholeWhenItCountsOtherwise', () => {
  assert.equal(reduce(known, delta({nodesShown: 3})).gap, true);
});

test('asksForTheWholeInAnotherEpoch', () => {
  assert.equal(reduce(known, delta({epoch: 2, seq: 1})).gap, true);
});

test('passesOverWhatItKnowsAlready', () => {
  assert.equal(reduce(known, delta({seq: 5, forgotten: ['a']})).nodes.size, 1);
});

test('waitsForASnapshotFirst', () => {
  assert.equal(reduce(initial(), delta()).known, false);
});

test('passesOverFramesOfANewerNode', () => {
  assert.equal(reduce(known, {type: 'weather'}), known);
});

test('forgetsNodes', () => {
  assert.equal(reduce(known, delta({forgotten: ['a'], nodesShown: 0})).nodes.size, 0);
});

test('foldsHowBusyANodeIs', () => {
  const state = reduce(known, delta({busy: [['a', 3], ['unknown', 1]]}));
  assert.equal(state.gap, false);
  assert.deepEqual(state.nodes.get('a'), node('a', {busy: 3}));
  assert.deepEqual(state.changed.nodes, [node('a', {busy: 3})]);
  assert.equal(known.nodes.get('a').busy, 0);
});

test('keepsTheNewestTasksOnly', () => {
  let state = known;
  for (let i = 0; i < TASKS_MAX + 20; i++) {
    state = reduce(state, delta({seq: state.seq + 1, tasks: [task(`t${i}`)], tasksShown: Math.min(i + 1, TASKS_MAX)}));
    assert.equal(state.gap, false);
  }
  assert.equal(state.tasks.size, TASKS_MAX);
  assert.equal(state.tasks.has('t19'), false);
  assert.equal(state.tasks.has('t20'), true);
});

test('tellsWhatATaskWasBefore', () => {
  const first = reduce(known, delta({tasks: [task('t')], tasksShown: 1}));
  const second = reduce(first, delta({seq: 7, tasks: [task('t', {phase: 'decided', outcome: 'agreed'})], tasksShown: 1}));
  assert.equal(second.changed.tasks[0].before.phase, 'assigned');
  assert.equal(second.changed.tasks[0].task.outcome, 'agreed');
});

test('replacesSecondsThatAreToldAgain', () => {
  const first = reduce(known, delta({seconds: [[10, 1, 0, 0, 0, -1, -1, -1, -1]]}));
  const second = reduce(first, delta({seq: 7, seconds: [[10, 3, 0, 0, 0, -1, -1, -1, -1], [9, 1, 0, 0, 0, -1, -1, -1, -1]]}));
  assert.deepEqual(second.seconds.map(([at, accepted]) => [at, accepted]), [[9, 1], [10, 3]]);
});

test('keepsWhatItKnowsWhileDisconnected', () => {
  const state = reduce(known, {type: 'status', change: {status: 'waiting', attempt: 1, retryAt: 5}});
  assert.equal(state.status, 'waiting');
  assert.equal(state.nodes.size, 1);
});

test('countsWhoAgreedAndWhoDissented', () => {
  const ballots = [{node: 'a', stage: 'agreed'}, {node: 'b', stage: 'dissented'}, {node: 'c', stage: 'asked'}];
  const byNode = standings(new Map([['t', task('t', {ballots})]]));
  assert.deepEqual([...byNode], [['a', {agreed: 1, dissented: 0}], ['b', {agreed: 0, dissented: 1}]]);
});
