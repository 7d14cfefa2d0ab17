import { sha256 } from './textFile.ts';

/** Something in a text that looks like a secret. Never the secret itself. */
export interface FoundSecret {
  readonly kind: 'private-key' | 'token' | 'password' | 'address';
  /** Whose token it is, or what the password is assigned to; empty where neither is known. */
  readonly name: string;
  /** Tells two secrets apart: SHA-256 of the text that was found. */
  readonly id: string;
}

/**
 * Formats of keys as their issuers document them (AWS, GitHub, GitLab, Slack, Google, Stripe, npm,
 * OpenAI, Anthropic, Hugging Face) and RFC 7519; each is bounded, so that a search takes linear time.
 */
const tokens: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['GitHub', /\bgh[pousr]_[A-Za-z0-9]{36,255}\b|\bgithub_pat_[A-Za-z0-9_]{60,255}\b/g],
  ['GitLab', /\bglpat-[A-Za-z0-9_-]{20,64}/g],
  ['Slack', /\bxox[abeoprs]-[A-Za-z0-9-]{20,255}/g],
  ['Google', /\bAIza[A-Za-z0-9_-]{35}\b/g],
  ['Stripe', /\b[rs]k_live_[A-Za-z0-9]{20,255}\b/g],
  ['npm', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['Hugging Face', /\bhf_[A-Za-z0-9]{30,64}\b/g],
  [
    'OpenAI, Anthropic',
    /\bsk-(?=[\w-]{0,80}\d)(?=[\w-]{0,80}[A-Z])(?:proj-|ant-[a-z0-9]{1,12}-)?[A-Za-z0-9_-]{32,255}/g,
  ],
  ['JWT', /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}/g],
];
const privateKey =
  /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----\s{0,4}[A-Za-z0-9+/=:,\s-]{40,}/g;
const address =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"<>]{1,64}:([^\s@/'"<>]{6,128})@[\w.-]{1,255}/gi;
const assigned =
  /\b(\w{0,40}(?:passw(?:or)?d|secret|token|api_?key|access_?key|private_?key|credential)\w{0,20})["']?[ \t]{0,8}(?::=|=>|[:=])[ \t]{0,8}(["'`]?)([^\s"'`;,]{12,256})\2/gi;

/** Words of examples, and of places where the value comes from elsewhere. */
const placeholder =
  /example|sample|dummy|fake|placeholder|change_?me|your|redacted|x{4}|\*{3}|\.{3}|^[<$%{[(]|\$\{|process\.|os\.|env\b|getenv|config|\(|^(.)\1+$|1234567|abcdefg/i;

/** Bits of Shannon entropy a character must carry in a value that only its name makes a secret. */
const leastEntropy = 3.4;

/** What of a text looks like a key, a token or a password that is in use; each one once. */
export function findSecrets(text: string): readonly FoundSecret[] {
  const found = new Map<string, FoundSecret>();
  const add = (kind: FoundSecret['kind'], name: string, value: string): void => {
    const id = sha256(value);
    if (!found.has(id)) found.set(id, { kind, name, id });
  };
  for (const [value] of text.matchAll(privateKey)) add('private-key', '', value);
  for (const [name, pattern] of tokens) {
    for (const [value] of text.matchAll(pattern)) {
      if (!placeholder.test(value) && isVaried(value)) add('token', name, value);
    }
  }
  for (const [value, password = ''] of text.matchAll(address)) {
    if (!placeholder.test(value) && !/^(?:password|passwd|pass|secret|postgres)$/i.test(password)) {
      add('address', '', value);
    }
  }
  for (const [, name = '', quote = '', value = ''] of text.matchAll(assigned)) {
    // Without quotes only as in a file of variables: in a program it is an expression.
    if (quote === '' && name !== name.toUpperCase()) continue;
    if (!placeholder.test(value) && isRandom(value)) add('password', name, value);
  }
  return [...found.values()];
}

/** Letters of a key, not one sign over and over as in a made-up one. */
function isVaried(value: string): boolean {
  return new Set(value.slice(-16)).size >= 8;
}

/** As a generator writes it: letters and digits mixed, no words of a program. */
function isRandom(value: string): boolean {
  if (!/[0-9]/.test(value) || !/[A-Za-z]/.test(value) || /:\/\/|^[./]/.test(value)) return false;
  const counts = new Map<string, number>();
  for (const sign of value) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    entropy -= share * Math.log2(share);
  }
  return entropy >= leastEntropy;
}
