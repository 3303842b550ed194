// One topic: what it is, and the parts of its page.
import { isForbidden, isMissing } from '../api/errors.js';
import { topicAttributes } from '../api/lists.js';
import { part, tags, useState } from '../dom.js';
import { useLive } from '../live.js';
import { Loading, Trouble } from '../part/load.js';
import { NoSuch, PageHead, Tabs } from '../part/page.js';
import { unlessMay } from '../rights.js';
import { leave } from '../router.js';
import { t } from '../text.js';
import { TopicOverview } from './topic/overview.js';
import { Publish } from './topic/publish.js';
import { Subscription } from './topic/subscription.js';
import { Subscriptions } from './topic/subscriptions.js';
import { ChangeTopic, DeleteTopic } from './topicActions.js';

const { button } = tags;

const EVERY_MS = 5000;

const PARTS = { overview: TopicOverview, publish: Publish, subscriptions: Subscriptions };

const WITHOUT_LOOKING = ['publish'];

export const Topic = part(function Topic({ name, tab = 'overview', argument }) {
  const live = useLive((signal) => topicAttributes(name, signal), [name], EVERY_MS);
  const above = { label: t('topics'), to: ['topics'] };
  if (isMissing(live.error)) {
    return NoSuch({ title: name, above, said: t('topic.gone'), wasThere: Boolean(live.value) });
  }
  // Who may not look may still publish.
  const blind = isForbidden(live.error);
  const topic = live.value ?? (blind ? { topicName: name } : null);
  const parts = blind ? WITHOUT_LOOKING : Object.keys(PARTS);
  const current = parts.includes(tab) ? tab : parts[0];
  if (topic && current === 'subscriptions' && argument) {
    return [Trouble({ error: live.error }), Subscription({ key: argument, topic, name: argument })];
  }
  return [
    Head({ name, above, topic, live }),
    Tabs({ base: ['topics', name], current, tabs: parts.map((one) => [one, t(`topic.${one}`)]) }),
    topic ? [Trouble({ error: live.error }), PARTS[current]({ key: current, topic })] : Loading({ error: live.error }),
  ];
});

/** With its dialogs, which end with it when Back leads to the page of a subscription. */
const Head = part(function Head({ name, above, topic, live }) {
  const [dialog, setDialog] = useState(null);
  return [
    PageHead(
      { title: name, above },
      button({ type: 'button', disabled: !live.value, onClick: () => setDialog('edit'), ...unlessMay('SetTopicAttributes', name) }, t('edit')),
      button({ type: 'button', class: 'danger-text', disabled: !topic, onClick: () => setDialog('delete'), ...unlessMay('DeleteTopic', name) }, t('delete')),
    ),
    dialog === 'edit' && ChangeTopic({ name, topic, onClose: () => setDialog(null), onDone: live.reload }),
    dialog === 'delete' && DeleteTopic({ name, onClose: () => setDialog(null), onDone: () => leave('topics') }),
  ];
});
