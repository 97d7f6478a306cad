import assert from 'node:assert/strict';
import test from 'node:test';
import {iou, objects} from './webroot/boxes.js';
import {uuid7} from './webroot/try.js';
import {legs} from './webroot/world/flight.js';
import {bounded, chance, divide, finder, place, towards, zoomed} from './webroot/world/layout.js';

const flat = ([longitude, latitude]) => [longitude + 180, 90 - latitude];
const node = (id, where) => ({id, name: id, place: where});

test('spreadsNodesOfOnePlaceAlwaysAlike', () => {
  const nodes = new Map(['a', 'b', 'c'].map((id) => [id, node(id, [60, 25])]));
  const areas = divide(360, 180, 0, 3);
  const spots = place(nodes, areas, flat);
  const again = place(nodes, areas, flat);
  const seen = new Set([...spots.values()].map(({x, y}) => `${x},${y}`));
  assert.equal(seen.size, 3);
  for (const [id, {x, y}] of spots) {
    assert.ok(Math.hypot(x - 205, y - 30) < 0.6);
    assert.deepEqual([x, y], [again.get(id).x, again.get(id).y]);
  }
});

test('givesEveryNodeAPlace', () => {
  for (const [width, height, unplaced] of [[900, 450, 1], [900, 450, 2000], [360, 380, 9], [900, 450, 7]]) {
    const all = unplaced + (unplaced === 7 ? 0 : 3);
    const nodes = new Map(Array.from({length: all}, (_, i) => [`n${i}`, node(`n${i}`, i < unplaced ? null : [0, i])]));
    const areas = divide(width, height, unplaced, all);
    const spots = place(nodes, areas, flat);
    assert.equal(spots.size, all);
    for (const spot of spots.values()) {
      if (!spot.placed) {
        assert.ok(spot.x >= areas.strip.x && spot.x <= areas.strip.x + areas.strip.width, `${spot.x}`);
        assert.ok(spot.y >= areas.strip.y && spot.y <= areas.strip.y + areas.strip.height, `${spot.y}`);
      }
    }
  }
});

test('drawsChanceFromTheNameAlone', () => {
  assert.equal(chance('node'), chance('node'));
  assert.notEqual(chance('node'), chance('edon'));
});

test('neverLeavesTheWorldWhenZoomed', () => {
  const world = {x: 0, y: 0, width: 800, height: 400};
  assert.deepEqual(bounded({k: 0.1, x: 50, y: 50}, world), {k: 1, x: 0, y: 0});
  const view = zoomed({k: 1, x: 0, y: 0}, 2, [400, 200], world);
  assert.deepEqual(view, {k: 2, x: -400, y: -200});
  assert.equal(bounded({k: 2, x: 500, y: -4000}, world).x, 0);
  assert.equal(bounded({k: 2, x: 500, y: -4000}, world).y, -400);
});

test('walksToTheNearestNodeInADirection', () => {
  const points = [{id: 'a', x: 0, y: 0}, {id: 'b', x: 50, y: 5}, {id: 'c', x: 20, y: 80}, {id: 'd', x: -10, y: 0}];
  assert.equal(towards(points, points[0], 'ArrowRight').id, 'b');
  assert.equal(towards(points, points[0], 'ArrowDown').id, 'c');
  assert.equal(towards(points, points[0], 'ArrowLeft').id, 'd');
  assert.equal(towards(points, points[0], 'ArrowUp'), null);
});

test('findsWhatLiesUnderThePointer', () => {
  const find = finder([{id: 'a', x: 23, y: 23}, {id: 'b', x: 100, y: 100}]);
  assert.equal(find(26, 26).id, 'a');
  assert.equal(find(60, 60), null);
});

test('aWholeTaskInOneFrameStillFliesInOrder', () => {
  const ballots = [{node: 'b', stage: 'agreed'}, {node: 'c', stage: 'dissented'}, {node: 'd', stage: 'dropped'}];
  const flown = legs(undefined, {id: 't', leader: 'a', outcome: 'agreed', ballots}, 100, new Map());
  const of = (kind) => flown.filter((leg) => leg.kind === kind);
  assert.equal(of('ask').length, 3);
  assert.equal(of('commit').length, 2);
  assert.equal(of('agreed')[0].from, 'b');
  assert.equal(of('dissented')[0].from, 'c');
  assert.ok(of('agreed')[0].start >= of('ask')[0].end);
  assert.ok(of('ring')[0].start >= of('agreed')[0].end);
});

test('aStepFliesOnce', () => {
  const memory = new Map();
  const asked = {id: 't', leader: 'a', outcome: null, ballots: [{node: 'b', stage: 'asked'}]};
  assert.equal(legs(undefined, asked, 0, memory).length, 1);
  assert.equal(legs(asked, asked, 0, memory).length, 0);
});

test('disputedAnswersFlyAsDoubt', () => {
  const ballots = [{node: 'b', stage: 'revealed'}];
  const flown = legs(undefined, {id: 't', leader: 'a', outcome: 'disputed', ballots}, 0, new Map());
  assert.ok(flown.some((leg) => leg.kind === 'disputed'));
});

test('anObjectFoundByTwoNodesIsOneObject', () => {
  const box = (x) => ({x, y: 0, w: 10, h: 10});
  const found = objects([
    {letter: 'A', index: 0, detections: [{label: 'star', score: 0.9, box: box(0)}, {label: 'star', score: 0.8, box: box(50)}]},
    {letter: 'B', index: 1, detections: [{label: 'star', score: 0.7, box: box(1)}, {label: 'mug', score: 0.9, box: box(0)}]},
  ]);
  assert.deepEqual(found.map(({label, by}) => [label, by.map(({letter}) => letter).join('')]), [['star', 'AB'], ['mug', 'B'], ['star', 'A']]);
  assert.equal(iou(box(0), box(0)), 1);
});

test('makesTaskIdsOfVersionSeven', () => {
  const id = uuid7(0x0123456789ab, new Uint8Array(10).fill(255));
  assert.equal(id, '01234567-89ab-7fff-bfff-ffffffffffff');
});
