// A proof file, checked in the page: it is read here and goes nowhere.

import {$, glyph, h, text} from '../dom.js';
import {BYTES_MAX, LAST, check} from './bundle.js';
import {tools} from './crypto.js';

const MARKS = new Map([
  [true, ['agreed', 'Holds']],
  [false, ['dissented', 'Fails']],
  [null, ['disputed', 'Undecided']],
]);

const mark = (holds, size) => h('span', {class: `verdict verdict-${MARKS.get(holds)[0]}`}, glyph(MARKS.get(holds)[0], size), MARKS.get(holds)[1]);

/** What a check came to, step by step, for any view that has a report of bundle.js. */
export function reportView({holds, why, steps}) {
  return [
    h('p', {class: `outcome outcome-${MARKS.get(holds)[0]}`}, mark(holds, 18), h('span', {}, why)),
    h('ol', {class: 'steps', 'aria-label': 'What was checked'}, steps.map((step) => h('li', {}, mark(step.holds, 14), h('b', {}, step.title), h('span', {}, step.words)))),
    ...(steps.at(-1).title === LAST ? [] : [h('p', {class: 'aside'}, 'Nothing after this was checked.')]),
  ];
}

/** The panel in which a visitor has a file checked. */
export function createProofs() {
  const drop = $('proof-drop');
  let file = null;
  let turn = 0;

  async function run() {
    const mine = ++turn;
    if (!file) return;
    const {name} = file;
    if (file.size > BYTES_MAX) return show(mine, {holds: false, why: `${name} is larger than 16 MiB.`, steps: [{title: 'The file', holds: false, words: 'Too large.'}]}, name);
    say(`Checking ${name}…`);
    const content = await file.text().catch(() => null);
    if (content === null) return mine === turn && say(`${name} can no longer be read. Choose it again.`, 'bad');
    show(mine, await check(content, $('proof-anchor').value, tools()), name);
  }

  function show(mine, report, name) {
    if (mine !== turn) return;
    const words = new Map([[true, 'holds'], [false, 'does not hold'], [null, 'is neither shown nor refuted']]);
    say(`${name} ${words.get(report.holds)}.`, report.holds === true ? 'good' : report.holds === false ? 'bad' : '');
    $('proof-report').replaceChildren(...reportView(report));
    $('proof-report').hidden = false;
  }

  function say(words, mood = '') {
    const status = $('proof-status');
    status.dataset.mood = mood;
    text(status, words);
  }

  function take(chosen) {
    if (!chosen) return;
    file = chosen;
    run();
  }

  $('proof-anchor').addEventListener('change', run);
  $('proof-choose').addEventListener('click', () => $('proof-file').click());
  $('proof-file').addEventListener('change', (event) => {
    take(event.target.files[0]);
    event.target.value = '';
  });
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    event.handled = true; // no picture to submit
    drop.classList.remove('over');
    take(event.dataTransfer.files[0]);
  });
}
