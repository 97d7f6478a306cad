// The newest tasks beside the map. The list holds still while somebody points at it.

import {$, glyph, h, outcomeGlyph, text} from './dom.js';
import {brief, count, millis, verdict} from './format.js';
import {createKept} from './kept.js';

const SHOWN = 14;

export function createLatest() {
  let state = null;
  const lines = createKept($('latest-list'), {
    key: (task) => task.id,
    line: () => h('li'),
    sign: (task) => `${task.phase}${task.outcome}${task.ballots.map((ballot) => ballot.stage).join()}`,
    fill: (task) => row(task, state),
  });

  return {
    show(newState) {
      state = newState;
      const newest = [...state.tasks.values()].slice(-SHOWN).reverse();
      const held = lines.show(newest, (id) => state.tasks.get(id));
      $('latest-empty').hidden = state.tasks.size > 0;
      const open = state.totals?.open ?? 0;
      text($('latest-note'), held ? 'held while you point at it' : open ? `${count(open)} under way` : '');
    },
  };
}

function row(task, state) {
  const kind = outcomeGlyph(task);
  const model = state.models[task.model]?.name ?? '';
  return h(
    'a',
    {href: `#task=${task.id}`, class: 'task-row'},
    h('span', {class: `verdict verdict-${kind}`}, glyph(kind, 18)),
    h('span', {class: 'task-main'}, h('b', {}, verdict(task)), h('span', {class: 'task-id'}, ` ${brief(task.id)}${model ? ` · ${model}` : ''}`)),
    h('span', {class: 'task-ballots', 'aria-label': ballotsInWords(task), role: 'img'}, task.ballots.slice(0, 9).map((ballot) => h('i', {class: `dot dot-${ballot.stage}`}))),
    h('span', {class: 'task-time'}, task.verdictMillis ? millis(task.verdictMillis) : '…'),
  );
}

function ballotsInWords(task) {
  const tally = {};
  for (const {stage} of task.ballots) tally[stage] = (tally[stage] ?? 0) + 1;
  return Object.entries(tally).map(([stage, n]) => `${n} ${stage}`).join(', ') || 'nobody asked yet';
}
