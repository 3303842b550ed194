// What may be done to a whole queue, from its page and from the list.
import { call } from '../api/api.js';
import { queueAttributes, sourceQueues, undeletedOf } from '../api/lists.js';
import { part } from '../dom.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { Confirm } from '../part/confirm.js';
import { Trouble } from '../part/load.js';
import { Notice } from '../part/notice.js';
import { toast } from '../part/toast.js';
import { listed, t } from '../text.js';
import { duration } from '../time.js';
import { Looked, useFed } from './fed.js';

/** So many names are told. */
const NAMED = 5;

/** What is to be known before all messages of a queue go; nothing while that is not known. */
const messagesIn = (queue) =>
  queue && t('messages.in.it', { n: count(undeletedOf(queue)), visible: count(queue.activeMsgNum), invisible: count(queue.inactiveMsgNum), delayed: count(queue.delayMsgNum) });

const backLater = (queue) => (queue.rewindSeconds === 0 ? t('clear.queue.lost') : t('clear.queue.back', { time: duration(queue.rewindSeconds) }));

export const ClearQueue = part(function ClearQueue({ name, onClose, onDone }) {
  const { value: queue } = useLive((signal) => queueAttributes(name, signal), [name]);
  async function submit() {
    await call('ClearQueue', { queueName: name });
    toast(t('queue.cleared', { name }));
    onDone();
  }
  return Confirm({ title: t('clear.queue'), text: [t('clear.queue.about'), messagesIn(queue), queue ? backLater(queue) : t('clear.queue.may.be.back')], name, action: t('clear'), submit, onClose });
});

export const DeleteQueue = part(function DeleteQueue({ name, onClose, onDone }) {
  const fed = useFed(name);
  const sources = useLive((signal) => sourceQueues(name, signal), [name]);
  const { value: queue } = useLive((signal) => queueAttributes(name, signal), [name]);
  const warning = (text, names) => names?.length > 0 && Notice({ kind: 'warning' }, t(text, { n: count(names.length), names: listed(names.slice(0, NAMED)).join('') }));
  const namesOf = (subscriptions) => subscriptions?.map((one) => `${one.topic}/${one.subscriptionName}`);
  async function submit() {
    await call('DeleteQueue', { queueName: name });
    toast(t('queue.deleted', { name }));
    onDone();
  }
  return Confirm(
    { title: t('delete.queue'), text: [t('delete.queue.about'), messagesIn(queue)], name, action: t('delete'), submit, onClose },
    warning('delete.queue.sources', sources.value),
    warning('delete.queue.feeds', namesOf(fed.value?.messages)),
    warning('delete.queue.letters', namesOf(fed.value?.letters)),
    Trouble({ error: sources.error }),
    Looked(fed),
  );
});
