// What may be done to a whole queue, from its page and from the list.
import { call } from '../api/api.js';
import { feeding } from '../api/feeding.js';
import { part } from '../dom.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { Confirm } from '../part/confirm.js';
import { toast } from '../part/toast.js';
import { t } from '../text.js';

/** So many names are told. */
const NAMED = 5;

export const ClearQueue = part(function ClearQueue({ name, onClose, onDone }) {
  async function submit() {
    await call('ClearQueue', { queueName: name });
    toast(t('queue.cleared', { name }));
    onDone();
  }
  return Confirm({ title: t('clear.queue'), text: t('clear.queue.about'), name, action: t('clear'), submit, onClose });
});

export const DeleteQueue = part(function DeleteQueue({ name, onClose, onDone }) {
  const { value } = useLive((signal) => feeding(name, signal), [name]);
  const fed = value?.found ?? [];
  async function submit() {
    await call('DeleteQueue', { queueName: name });
    toast(t('queue.deleted', { name }));
    onDone();
  }
  return Confirm({ title: t('delete.queue'), text: [t('delete.queue.about'), fed.length > 0 && t('delete.queue.feeds', { n: count(fed.length), names: fed.slice(0, NAMED).map((one) => `${one.topic}/${one.name}`).join(', ') })], name, action: t('delete'), submit, onClose });
});
