// The figures at the top, the connection's state, and what is said aloud.

import {$, text} from './dom.js';
import {count, millis, percent, rate} from './format.js';

const ALOUD_MILLIS = 10_000;

const STATUS = {
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  waiting: 'Disconnected',
  live: 'Live',
  paused: 'Paused',
};

export function createFigures() {
  let spokenAt = performance.now();
  let spoken = null;
  let complaint = '';
  let state = null;

  setInterval(() => {
    if (state?.status === 'waiting' && !document.hidden) notice();
  }, 500);

  function notice() {
    const waiting = state.status === 'waiting' || (state.status === 'reconnecting' && state.attempt > 0);
    const seconds = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000));
    const words = waiting
      ? `The connection to this node is lost${state.reason ? ` (${state.reason})` : ''}. What you see is how it was. ${seconds ? `Next attempt in ${seconds} s.` : 'Trying…'}`
      : complaint;
    $('notice').hidden = !words;
    $('retry').hidden = !waiting;
    text($('notice-text'), words);
    document.body.classList.toggle('stale', waiting);
  }

  function numbers() {
    const nodes = [...state.nodes.values()];
    const ready = nodes.filter((node) => node.state === 'ready').length;
    const {totals, targets} = state;
    const judged = totals.agreed + totals.disputed + totals.unsettled;
    text($('figure-nodes'), count(nodes.length));
    text($('figure-nodes-note'), ready === nodes.length ? 'all ready' : `${count(ready)} ready`);
    text($('figure-rate'), rate(totals.answeredPerSecond));
    text($('figure-rate-note'), `${count(totals.open)} under way · ${count(judged)} so far`);
    text($('figure-agreed'), percent(totals.agreed, judged));
    text($('figure-agreed-note'), judged ? `${count(totals.disputed)} disputed · ${count(totals.unsettled)} without verdict` : 'no verdict yet');
    gauge('ack', totals.ackP99, totals.ackP50, targets.ackMillis);
    gauge('verdict', totals.verdictP99, totals.verdictP50, targets.verdictMillis);
    text($('world-note'), describeWorld(nodes) + (state.flows.length ? ' · so many tasks that the busiest ways are shown instead' : ''));
    text($('map-description'), `${describeWorld(nodes)}. The same nodes and tasks are in the tables below.`);
    $('map-empty').hidden = nodes.length > 0;
    if (!nodes.length) {
      text($('map-empty-title'), 'No node is known yet');
      text($('map-empty-text'), 'Nodes appear here a second after they join.');
    }
    if (state.network) {
      $('network').hidden = false;
      text($('network'), state.network);
    }
  }

  function aloud() {
    if (performance.now() - spokenAt < ALOUD_MILLIS || document.hidden) return;
    spokenAt = performance.now();
    const {totals} = state;
    const done = totals.agreed + totals.disputed + totals.unsettled;
    if (spoken && done > spoken.done) {
      const disputed = totals.disputed - spoken.disputed;
      text($('live'), `${count(done - spoken.done)} tasks finished in the last 10 seconds, ${disputed ? `${count(disputed)} disputed` : 'none disputed'}.`);
    }
    spoken = {done, disputed: totals.disputed};
  }

  return {
    show(newState) {
      state = newState;
      const shown = state.paused ? 'paused' : state.status;
      $('status').dataset.status = shown;
      text($('status-text'), STATUS[shown]);
      notice();
      if (state.known && !document.hidden) {
        numbers();
        if (state.status === 'live' && !state.paused) aloud();
      }
    },
    complain(words) {
      complaint = words;
      if (state) notice();
    },
  };
}

function gauge(name, p99, p50, target) {
  const late = p99 > target;
  text($(`figure-${name}`), millis(p99));
  text($(`figure-${name}-note`), p99 < 0 ? `of ${target / 1000} s allowed` : `${late ? 'over' : 'of'} ${target / 1000} s allowed · median ${millis(p50)}`);
  const box = $(`gauge-${name}`);
  box.classList.toggle('late', late);
  box.firstElementChild.style.width = `${p99 < 0 ? 0 : Math.min(100, Math.max(1.5, (100 * p99) / target))}%`;
}

function describeWorld(nodes) {
  const placed = nodes.filter((node) => node.place).length;
  const words = `${count(nodes.length)} ${nodes.length === 1 ? 'node' : 'nodes'}`;
  return placed === nodes.length ? words : `${words}, ${count(nodes.length - placed)} without a declared place`;
}
