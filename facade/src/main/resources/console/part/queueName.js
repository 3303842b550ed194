// A field for a queue's name, which offers those that there are.
import { queuesByName } from '../api/lists.js';
import { part, tags, useState } from '../dom.js';
import { useLive, useSettled } from '../live.js';
import { may } from '../rights.js';

const { datalist, input, option } = tags;

/** So many of those that contain what was typed. */
const OFFERED = 20;

const SETTLED_MS = 200;

/** Takes an input's attributes. */
export const QueueName = part(function QueueName(attributes) {
  const [used, setUsed] = useState(false);
  const word = useSettled(attributes.value.trim(), SETTLED_MS);
  const { value } = useLive(
    async (signal) => (used && may('ListQueue') ? (await queuesByName(word, 0, OFFERED, signal)).names : []),
    [used, word],
  );
  const id = `${attributes.id}-names`;
  return [
    input({ ...attributes, class: 'mono', autoComplete: 'off', list: id, onFocus: () => setUsed(true) }),
    datalist({ id }, (value ?? []).map((name) => option({ key: name, value: name }))),
  ];
});
