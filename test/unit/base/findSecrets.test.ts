import assert from 'node:assert/strict';
import { findSecrets } from '../../../src/base/findSecrets.ts';

// Put together here, so that no scanner of repositories takes this file for a leak.
const body = 'k3Jx9QmZ7Lw2Vb8Nc5Rt1Yh6Pd4Sg0AaTfEuIoWq';
const join = (...parts: readonly string[]): string => parts.join('');

const secrets: readonly (readonly [kind: string, name: string, text: string])[] = [
  [
    ...['private-key', ''],
    join('-----BEGIN RSA PRIVATE ', 'KEY-----\n', body, body, '\n-----END RSA PRIVATE KEY-----'),
  ] as const,
  [
    ...['private-key', ''],
    join('-----BEGIN OPENSSH PRIVATE ', 'KEY-----\n', body, body, '\n'),
  ] as const,
  ['token', 'AWS', join('AK', 'IAQ3EGP7XK2MZL9WTB')],
  ['token', 'GitHub', join('gh', 'p_', body.slice(0, 36))],
  ['token', 'GitHub', join('github_', 'pat_', body, body)],
  ['token', 'GitLab', join('gl', 'pat-', body.slice(0, 20))],
  ['token', 'Slack', join('xo', 'xb-', '2748106952-', body.slice(0, 24))],
  ['token', 'Google', join('AI', 'za', body.slice(0, 35))],
  ['token', 'Stripe', join('sk_', 'live_', body.slice(0, 24))],
  ['token', 'npm', join('np', 'm_', body.slice(0, 36))],
  ['token', 'Hugging Face', join('h', 'f_', body.slice(0, 34))],
  ['token', 'OpenAI, Anthropic', join('sk', '-proj-', body)],
  ['token', 'OpenAI, Anthropic', join('sk', '-ant-api03-', body)],
  ['token', 'JWT', join('ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiI0MiJ9xx.', body.slice(0, 27))],
  ['address', '', join('postgres://app:', 'mR7tQx2W', '@db.internal:5432/main')],
  ['password', 'DB_PASSWORD', join('DB_PASSWORD=', body.slice(0, 20))],
  ['password', 'apiKey', join("apiKey: '", body.slice(0, 24), "',")],
  ['password', 'client_secret', join('"client_secret" : "', body.slice(0, 24), '"')],
];

/** Texts of ordinary programs and documents that hold no secret. */
const harmless = [
  'const password = process.env.DB_PASSWORD ?? readPassword();',
  'password: string; token: AbortSignal; secret?: Uint8Array;',
  'export function apiKeyFrom(config: Configuration1): ApiKey2 {}',
  "const tokenEndpoint = 'https://login.test/oauth2/v2/token';",
  'API_KEY=your-api-key-goes-here-1',
  'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE',
  'GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'GITHUB_TOKEN=${{ secrets.GITHUB_TOKEN }}',
  'postgres://user:password@localhost:5432/app',
  'https://github.com/owner/name.git, git@github.com:owner/name.git',
  '-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK\n-----END PUBLIC KEY-----',
  'Look for -----BEGIN PRIVATE KEY----- at the head of the file.',
  '"integrity": "sha512-k3Jx9QmZ7Lw2Vb8Nc5Rt1Yh6Pd4Sg0AaTfEuIoWqk3Jx9QmZ7Lw2Vb8Nc5Rt1Yh6Pd4=="',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'id: 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  'secretsOf(request).filter(({ id }) => !agreed.has(id))',
  'tokens_per_second: 1234.5678901234, max_tokens = 4096',
  'token = parseOAuth2TokenValue4(header); const secretKey = derive2.Fn31Key;',
  'passwordHash = await bcrypt.hash(password, 10)',
  'task-sk-learn-like-names-that-are-long-but-only-words-here',
];

describe('secrets in a text', () => {
  for (const [kind, name, text] of secrets) {
    it(`are found: ${kind} ${name}`, () => {
      const found = findSecrets(`first line\nbefore ${text}\nafter\n`);
      assert.ok(
        found.some((secret) => secret.kind === kind && secret.name === name),
        JSON.stringify(found),
      );
      assert.ok(!JSON.stringify(found).includes(body.slice(0, 8)), 'and not repeated');
    });
  }

  it('are not seen where there is none', () => {
    for (const text of harmless) assert.deepEqual(findSecrets(text), [], text);
  });

  it('are counted once each, however often they stand there', () => {
    const [, , text = ''] = secrets.find(([, name]) => name === 'GitLab') ?? [];
    assert.equal(findSecrets(`${text}\n${text} ${text}`).length, 1);
  });

  it('are looked for in a time that grows with the text, whatever it holds', () => {
    const bombs = [
      'a'.repeat(200_000),
      'password'.repeat(25_000),
      'eyJ'.repeat(60_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(8_000),
      'a://'.repeat(50_000),
      body.repeat(4_000),
    ];
    // A search that backtracks takes minutes here.
    for (const bomb of bombs) assert.ok(findSecrets(bomb).length < 100);
  }).timeout(20_000);
});
