// A short list that changes often: lines are kept by their key, so that a refresh moves neither focus nor selection, and the list holds still while
// somebody points at it.

/**
 * @param {HTMLElement} list an ol or ul
 * @param {{key: (item) => any, line: () => HTMLElement, sign: (item) => string, fill: (item) => Node}} options
 */
export function createKept(list, {key, line, sign, fill}) {
  const kept = new Map();
  let held = false;
  let heldKeys = null;

  for (const [name, value] of [['pointerenter', true], ['pointerleave', false], ['focusin', true], ['focusout', false]]) {
    list.addEventListener(name, () => {
      held = value;
      if (!held) heldKeys = null;
    });
  }

  function draw(shown) {
    const keys = new Set(shown.map(key));
    for (const [id, element] of kept) {
      if (!keys.has(id)) {
        element.remove();
        kept.delete(id);
      }
    }
    shown.forEach((item, index) => {
      const element = kept.get(key(item)) ?? line();
      kept.set(key(item), element);
      const signed = sign(item);
      if (element.dataset.sign !== signed) {
        element.dataset.sign = signed;
        element.replaceChildren(fill(item));
      }
      if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
    });
  }

  return {
    /** Shows items, or those held, as find knows them now; whether they are held. */
    show(items, find) {
      if (held) heldKeys ??= items.map(key);
      draw(heldKeys ? heldKeys.map(find).filter(Boolean) : items);
      return Boolean(heldKeys);
    },
  };
}
