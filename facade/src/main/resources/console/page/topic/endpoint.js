// Where a subscription's messages go, in a few words.
import { t } from '../../text.js';

export const endpointOf = ({ protocol, endpoint }) => `${t(`protocol.${protocol}`)} ${endpoint}`;
