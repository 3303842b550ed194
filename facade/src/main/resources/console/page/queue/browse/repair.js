// What can be done with chosen messages: deleted, made visible, moved to another queue.
import { call, numbered } from '../../../api/api.js';
import { MOVE, REDRIVE, check, errorAt, isPlaced } from '../../../check.js';
import { part, tags, useState } from '../../../dom.js';
import { count } from '../../../number.js';
import { FormDialog } from '../../../part/dialog.js';
import { Field } from '../../../part/field.js';
import { Notice } from '../../../part/notice.js';
import { QueueName } from '../../../part/queueName.js';
import { unlessMay } from '../../../rights.js';
import { href } from '../../../router.js';
import { t } from '../../../text.js';

const { a, button, div, li, p, span, ul } = tags;

const ACTIONS = { discard: 'DiscardMessages', release: 'ReleaseMessages', move: 'RedriveMessages' };

/**
 * @param isVisible of one that is visible already
 * @param begin gets the kind: discard, release or move
 */
export const Actions = part(function Actions({ queueName, isVisible, begin }) {
  const action = (kind, look) =>
    button({ type: 'button', class: `small ${look ?? ''}`, onClick: () => begin(kind), ...unlessMay(ACTIONS[kind], queueName) }, `${t(`repair.${kind}`)} …`);
  return [!isVisible && action('release'), action('move'), action('discard', 'danger-text')];
});

/** Buttons for those that are chosen, if any are. */
export const Chosen = part(function Chosen({ queueName, chosen, begin, clear }) {
  return (
    chosen.length > 0 &&
    div(
      { class: 'chosen', role: 'group', 'aria-label': t('chosen.n', { n: count(chosen.length) }) },
      span({ role: 'status' }, t('chosen.n', { n: count(chosen.length) })),
      Actions({ queueName, begin }),
      button({ type: 'button', class: 'link', onClick: clear }, t('choose.none')),
    )
  );
});

/**
 * Asks before it is done.
 *
 * @param kind discard, release or move
 * @param mayGoBack whether dead letters are among them, which know where they died
 * @param onDone gets { kind, done, coming, unknown, left }: how many, how many are on their way, the ids of those that left nobody knows how, and
 *     { msgId, why } of the others
 */
export const Repair = part(function Repair({ kind, queueName, msgIds, mayGoBack, onClose, onDone }) {
  const [toQueueName, setTo] = useState('');
  const [error, setError] = useState(null);
  const moves = kind === 'move';

  async function submit() {
    check({ toQueueName: moves && !mayGoBack ? MOVE.toQueueName : REDRIVE.toQueueName }, { toQueueName, queueName });
    const target = moves ? { toQueueName: toQueueName.trim() || undefined } : {};
    const answer = await call(ACTIONS[kind], { queueName, ...numbered('msgId', msgIds), ...target }, { waitSeconds: 20 });
    onDone({ kind, ...outcomes(answer.messages) });
  }

  function place(failure) {
    setError(failure);
    return moves && isPlaced(failure, ...TARGET);
  }

  return FormDialog(
    { title: msgIds.length === 1 ? t(`repair.${kind}.title.one`, { id: msgIds[0] }) : t(`repair.${kind}.title`, { n: count(msgIds.length) }), action: t(`repair.${kind}`), danger: kind === 'discard', submit, place, onClose },
    p(t(`repair.${kind}.about`)),
    moves &&
      Field({
        label: t('move.to'),
        hint: mayGoBack && t('hint.move.to'),
        optional: mayGoBack,
        error: errorAt(error, ...TARGET),
        control: (attributes) => QueueName({ ...attributes, 'data-first': true, value: toQueueName, onInput: (event) => setTo(event.target.value) }),
      }),
  );
});

/** The queue that the messages are in is there, or its page would say so. */
const TARGET = ['toQueueName', 'queueName'];

function outcomes(messages) {
  const isDone = (one) => one.done === true || one.result === 'moved';
  const isComing = (one) => one.result === 'on_its_way';
  const isUnknown = (one) => one.result === 'no_longer_here';
  const left = messages.filter((one) => !isDone(one) && !isComing(one) && !isUnknown(one));
  return {
    done: messages.filter(isDone).length,
    coming: messages.filter(isComing).length,
    unknown: messages.filter(isUnknown).map((one) => one.msgId),
    left: left.map((one) => ({ msgId: one.msgId, why: one.result ? t(`redrive.${one.result}`) : t('repair.was', { state: t(`state.${one.state}`) }) })),
  };
}

/** What came of it, message by message where it was not done. */
export const Outcome = part(function Outcome({ outcome, queueName }) {
  const { kind, done, coming, unknown, left } = outcome;
  return Notice(
    { kind: left.length + coming + unknown.length > 0 ? 'warning' : 'done', title: t(`repair.${kind}.done`, { n: count(done) }) },
    coming > 0 && p(t('repair.coming', { n: count(coming) })),
    unknown.length > 0 && [p(t('repair.unknown', { n: count(unknown.length) })), ul({ class: 'ids' }, unknown.map((msgId) => li({ key: msgId }, a({ class: 'mono', href: href('queues', queueName, 'browse', msgId, 'history') }, msgId))))],
    left.length > 0 && [t('repair.left', { n: count(left.length) }), LeftMessages({ queueName, left })],
  );
});

/** left: { msgId, why }. */
export const LeftMessages = part(function LeftMessages({ queueName, left }) {
  return ul(
    { class: 'ids' },
    left.map(({ msgId, why }) => li({ key: msgId }, a({ class: 'mono', href: href('queues', queueName, 'browse', msgId) }, msgId), ' ', why)),
  );
});
