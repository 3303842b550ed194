// CMQ's signature. The HMAC comes from a library: browsers have none of their own on plain HTTP from another host.
const { sha256 } = window;

export const PATH = '/v2/index.php';

const bytes = (text) => new TextEncoder().encode(text);

const base64 = (octets) => btoa(String.fromCharCode(...octets));

/** The parameters of a POST together with their signature. */
export function sign(params, { secretId, secretKey }, host, seconds, nonce) {
  const all = {
    ...params,
    SecretId: secretId,
    Timestamp: String(seconds),
    Nonce: String(nonce),
    SignatureMethod: 'HmacSHA256',
    RequestClient: 'cmq-kafka_console',
  };
  const text = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join('&');
  const signature = sha256.hmac.array(bytes(secretKey), bytes(`POST${host}${PATH}?${text}`));
  return { ...all, Signature: base64(signature) };
}
