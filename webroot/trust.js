// Whether this page's node trusts another, why, and what that one has at stake: in the panel of a node, asked once when it is opened.

import {ask} from './ask.js';
import {glyph, h} from './dom.js';
import {count, percent} from './format.js';

const RATINGS = {new: 'new', trusted: 'trusted', banned: 'banned'};

/**
 * @param key the visitor's API key, asked for each time
 * @param redraw called when there is something new to show
 */
export function createTrustPane({key, redraw}) {
  let open = null; // {id, told, trouble}

  function view(id, models) {
    if (open?.id !== id) fetchOnce(id);
    if (open.trouble) return [h('h3', {}, 'Trust'), h('p', {class: 'none'}, open.trouble)];
    if (!open.told) return [];
    return [h('h3', {}, 'Trust'), ...warnings(open.told), ...ratings(open.told.models, models), ...stake(open.told.account)];
  }

  /** Only what is the matter: neither is so with most nodes. */
  function warnings({heeded, alarm}) {
    return [
      heeded ? null : warning('dissented', 'Not believed', 'Its own word does not count: it was named for audits that it owed.'),
      alarm ? warning('disputed', 'Alarm', 'This page’s node audits all answers just now: a rare audit has failed.') : null,
    ];
  }

  function warning(kind, title, words) {
    return h('p', {class: `outcome outcome-${kind} trust-warning`}, h('span', {class: 'verdict'}, glyph(kind, 16), title), h('span', {}, words));
  }

  function ratings(all, models) {
    if (!all.length) return [h('p', {class: 'none'}, 'This page’s node has not compared an answer of it yet: it is asked beside others.')];
    return all.flatMap((each) => [h('p', {class: 'why'}, h('b', {}, `${RATINGS[each.rating]} with ${models[each.model]?.name ?? each.model.slice(0, 12)}. `), each.why), facts(answers(each))]);
  }

  function answers(each) {
    return [
      ['Answers', `${count(each.valid + each.late)} valid, ${count(each.wrong)} wrong, ${count(each.alone)} given alone`],
      ['Audits', `${count(each.auditsPassed)} passed, ${count(each.auditsFailed)} failed`],
      ['In a row', `${count(each.counted)} of ${count(each.needed)} needed`],
      ['Evidence that it lies', `${percent(each.banProgress, 1)} of what bans it`],
    ];
  }

  /** Nothing where there is no ledger: nobody has anything at stake there. */
  function stake(account) {
    if (!account) return [];
    return [
      h('h3', {}, 'At stake'),
      facts([
        ['Stake', count(account.stake)],
        ['Earned, not vested yet', account.vesting > 0 ? `${count(account.vesting)}, lost if a verdict contradicts the node` : 'nothing now'],
        ['Taken back', account.taken > 0 ? `${count(account.taken)}, for contradicted answers` : 'nothing so far'],
      ]),
    ];
  }

  function facts(rows) {
    return h('dl', {class: 'facts'}, rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }

  function fetchOnce(id) {
    const mine = {id, told: null, trouble: ''};
    open = mine;
    ask(`/v1/trust/${encodeURIComponent(id)}`, 'json', key())
      .then((told) => {
        mine.told = told;
      })
      .catch((problem) => {
        mine.trouble = problem.status === 401 ? 'This node tells this only with an API key: enter one under “Try it”.' : problem.message;
      })
      .finally(() => mine === open && redraw());
  }

  return {
    view,
    sign: () => JSON.stringify(open),
    release() {
      open = null;
    },
  };
}
