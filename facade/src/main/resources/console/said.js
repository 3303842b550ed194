// Sentences of the server that its numbers are too few for, and what the page says for each.

/** By some words of the sentence. */
const KNOWN = {
  'kafkaTopic is not existed': 'said.kafkaTopic',
  "for Kafka '.' and '_' are the same in names": 'said.collides',
  "the name of the subscription's delivery topic": 'said.deliveryTopic',
  'bound to a Kafka topic that would refuse dead letters': 'said.deadLetterQueue',
  "Kafka topic was deleted with Kafka's tools": 'said.topicGone',
  'of a version that does not know this action yet': 'said.olderProcess',
  'messages of the queue are being moved already': 'said.redriving',
  'belongs to an answer about another queue or message': 'said.otherPosition',
  'the queue has no redrive that runs or has stopped': 'said.noRedrive',
  'the redrive has changed meanwhile': 'said.redriveChanged',
  'the port is 1 to 65535': 'said.url.port',
  "the host is letters, digits, '-', '.', the port a number": 'said.url.host',
  'it has no host': 'said.url.noHost',
  "write the host's name in its ASCII form": 'said.url.ascii',
  'an address with a zone': 'said.url.zone',
  'a host has up to 253 characters': 'said.url.long',
  'user info before the host is not sent': 'said.url.user',
  'a fragment, which begins with #, is not sent': 'said.url.fragment',
  'must be percent-encoded': 'said.url.escape',
  'after a % stand two hexadecimal digits': 'said.url.escape',
  'it cannot be parsed': 'said.url.parse',
};

/** The key of the page's text for it, or undefined. */
export const keyOfSaid = (message) => Object.entries(KNOWN).find(([words]) => message.includes(words))?.[1];
