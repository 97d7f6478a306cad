// Asks the node by REST, with the visitor's API key when there is one.

/**
 * What a path has, as json, text or blob; otherwise throws with a sentence for people, the status and the problem's code.
 */
export async function ask(path, form, key) {
  const response = await fetch(path, {headers: key ? {Authorization: `Bearer ${key}`} : {}}).catch(() => {
    throw new Error('This node does not answer.');
  });
  if (response.ok) return response[form]();
  const {code} = await response.json().catch(() => ({}));
  throw Object.assign(new Error(`The node answered ${response.status}.`), {status: response.status, code});
}
