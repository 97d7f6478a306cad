// Whether this page's node trusts another, and why: in the panel of a node, asked once when it is opened.

import {ask} from './ask.js';
import {h} from './dom.js';
import {count} from './format.js';

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
    const parts = open.told.models.map((each) => [h('p', {}, h('b', {}, `${RATINGS[each.rating]} with ${models[each.model]?.name ?? each.model.slice(0, 12)}. `), each.why), facts(each)]);
    const none = h('p', {class: 'none'}, 'This page’s node has not compared an answer of it yet: it is asked beside others.');
    return [h('h3', {}, 'Trust'), ...(parts.length ? parts.flat() : [none])];
  }

  function facts(each) {
    const rows = [
      ['Answers', `${count(each.valid + each.late)} valid, ${count(each.wrong)} wrong, ${count(each.alone)} given alone`],
      ['Audits', `${count(each.auditsPassed)} passed, ${count(each.auditsFailed)} failed`],
      ['In a row', `${count(each.counted)} of ${count(each.needed)} needed`],
    ];
    return h('dl', {class: 'facts'}, rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }

  function fetchOnce(id) {
    const mine = {id, told: null, trouble: ''};
    open = mine;
    ask(`/v1/trust/${id}`, 'json', key())
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
