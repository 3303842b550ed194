// A message's state in words, with the time at which it ends by itself.
import { part, tags } from '../../../dom.js';
import { When } from '../../../part/when.js';
import { t } from '../../../text.js';

const { span } = tags;

export const State = part(function State({ message }) {
  const { state, nextVisibleTimeMs, rewindable } = message;
  const name = state === 'deleted' && rewindable ? 'rewindable' : state;
  return [
    span({ class: `tag state-${name}`, title: t(`state.${name}.about`) }, t(`state.${name}`)),
    nextVisibleTimeMs && [' ', span({ class: 'fine muted nowrap' }, t('until'), ' ', When({ seconds: nextVisibleTimeMs / 1000, short: true }))],
  ];
});

/** Whether something can be done with it: what is deleted or on its way to another queue stays as it is. */
export const isMendable = ({ state }) => state !== 'deleted' && state !== 'dead';

/** How often it was received, which is forgotten with its delete. */
export const receives = ({ state, dequeueCount }) => (state === 'deleted' ? '–' : String(dequeueCount));
