import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../logger.js';

function record(level) {
  const lines = [];
  const logger = level === undefined ? createLogger((line) => lines.push(line)) : createLogger((line) => lines.push(line), level);
  return { lines, logger };
}

test('writes from info on when no level is given', () => {
  const { lines, logger } = record();
  logger.debug('a');
  logger.info('b');
  logger.error('c');
  assert.deepEqual(lines, ['INFO b', 'ERROR c']);
});

test('writes everything at debug', () => {
  const { lines, logger } = record('debug');
  logger.debug('a');
  assert.deepEqual(lines, ['DEBUG a']);
});

test('writes warn and error at warn', () => {
  const { lines, logger } = record('warn');
  logger.info('a');
  logger.warn('b');
  logger.error('c');
  assert.deepEqual(lines, ['WARN b', 'ERROR c']);
});

test('says what is enabled', () => {
  const { logger } = record('warn');
  assert.equal(logger.isEnabled('info'), false);
  assert.equal(logger.isEnabled('warn'), true);
  assert.equal(logger.isEnabled('error'), true);
});

test('refuses an unknown level', () => {
  assert.throws(() => record('loud'));
});
