// Which subscriptions choose a message: the rules of the server, for a preview.

/** Why a subscription of a topic of tags gets it: { all }, { tag }, or null when it does not. */
export function matchTags(filterTags, messageTags) {
  if (filterTags.length === 0) {
    return { all: true };
  }
  const tag = filterTags.find((wanted) => messageTags.includes(wanted));
  return tag === undefined ? null : { tag };
}

/** Why a subscription of a topic of routing keys gets it: { key }, or null when it does not. */
export function matchKeys(bindingKeys, routingKey) {
  const words = routingKey.trim() === '' ? [] : routingKey.split('.');
  const key = bindingKeys.find((binding) => matches(binding.split('.'), words));
  return key === undefined ? null : { key };
}

/** A star is one word, a hash any number of words, none too. */
function matches(pattern, words) {
  let reached = new Set([0]);
  for (const wanted of pattern) {
    const next = new Set();
    for (const at of reached) {
      if (wanted === '#') {
        for (let to = at; to <= words.length; to++) {
          next.add(to);
        }
      } else if (at < words.length && (wanted === words[at] || (wanted === '*' && words[at] !== ''))) {
        next.add(at + 1);
      }
    }
    reached = next;
  }
  return reached.has(words.length);
}
