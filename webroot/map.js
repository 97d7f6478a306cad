// Joins the page: frames come in, the state is reduced, the views show it.

import {createChain} from './chain.js';
import {createCharts} from './charts.js';
import {createDetails} from './details.js';
import {$, glyph, h, text} from './dom.js';
import {createFigures} from './figures.js';
import {createLatest} from './latest.js';
import {createProofs} from './ledger/panel.js';
import {connect} from './socket.js';
import {initial, reduce} from './state.js';
import {createTables} from './tables.js';
import {createTry} from './try.js';
import {createWorld} from './world/world.js';

const SLOW_MILLIS = 1000; // tables and lists change at most so often

let state = initial();
let slowTimer = 0;
let slowAt = 0;

const world = createWorld({onNode: (id) => go(`node=${id}`)});
const figures = createFigures();
const latest = createLatest();
const tables = createTables();
const charts = createCharts();
const chain = createChain();
const attempt = createTry({onTask: (id) => go(`task=${id}`)});
createProofs();
const details = createDetails({key: attempt.key, onClose: () => go('')});

const feed = connect(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/v1/map`, {
  frame: (frame) => apply(frame),
  status: (change) => apply({type: 'status', change}),
});

function apply(frame) {
  state = reduce(state, frame);
  if (state.gap) feed.ask();
  figures.show(state);
  if (document.hidden) return;
  if (state.known) world.show(state);
  const wait = frame.type === 'snapshot' ? 0 : Math.max(0, slowAt + SLOW_MILLIS - performance.now());
  if (!slowTimer) slowTimer = setTimeout(showSlowly, wait);
}

function showSlowly() {
  slowTimer = 0;
  slowAt = performance.now();
  if (!state.known || document.hidden) return;
  latest.show(state);
  tables.show(state);
  charts.show(state);
  chain.show(state);
  attempt.show(state);
  details.update(state);
}

// where the visitor is: the address says it, so that back, forward and links work
function go(where) {
  if (location.hash.slice(1) !== where) location.hash = where;
}

function route() {
  const [kind, id] = location.hash.slice(1).split('=');
  if (['task', 'node', 'account', 'block'].includes(kind) && id) {
    details.show(kind, id);
    details.update(state);
    if (kind === 'node') world.select(id, {quiet: true});
  } else if (details.isOpen()) {
    details.close();
  }
}

let paused = false;

function flow() {
  const still = paused || document.hidden;
  world.freeze(still);
  apply({type: 'status', change: {paused}});
  if (still) feed.pause();
  else feed.resume();
  $('pause').setAttribute('aria-pressed', String(paused));
  text($('pause-text'), paused ? 'Resume' : 'Pause');
}

addEventListener('hashchange', route);
document.addEventListener('visibilitychange', () => {
  flow();
  if (!document.hidden) {
    world.wake();
    showSlowly();
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !$('large').open && details.isOpen()) {
    const from = $('details').contains(document.activeElement) ? $('walker') : null;
    go('');
    from?.focus({preventScroll: true});
  }
});
$('pause').addEventListener('click', () => {
  paused = !paused;
  flow();
});
$('retry').addEventListener('click', () => feed.retry());

function themed() {
  text($('theme-text'), {auto: 'Auto', light: 'Light', dark: 'Dark'}[quorateTheme.get()]);
  world.recolour();
  charts.recolour();
}
$('theme').addEventListener('click', () => {
  quorateTheme.next();
  themed();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', themed);
themed();

const LEGEND = [
  ['ask', 'task goes to a node'],
  ['commit', 'answer, sealed'],
  ['agreed', 'agreed'],
  ['disputed', 'disputed'],
  ['dissented', 'dissents'],
  ['failed', 'no answer'],
];
$('legend').append(...LEGEND.map(([kind, words]) => h('li', {class: `ink-${kind}`}, glyph(kind, 13), words)));

fetch('vendor/world-atlas-2.0.2/countries-110m.json')
  .then((response) => response.json())
  .then((topology) => {
    world.geography(topology);
    if (state.known) world.show(state);
  })
  .catch(() => figures.complain('The outline of the countries could not be loaded; the tables below show everything.'));

// for tests and measurements: what the page has drawn, read-only
globalThis.quorateProbe = {
  counters: () => ({...world.counters}),
  counts: () => ({map: world.counted(), ...tables.counted()}),
  spot: (id) => world.spot(id),
  status: () => (state.paused ? 'paused' : state.status),
  seq: () => state.seq,
};
route();
if (document.hidden) flow();
