// Packages of Debian that long tests need: installed when we are root, else named.
import { spawnSync } from 'node:child_process';

export function isInstalled(name) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg fills it in
  const query = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
  return query.stdout === 'installed';
}

/** Runs apt-get; shows its output only when it fails. */
export function apt(args, options = {}) {
  const result = spawnSync('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    ...options,
  });
  if (result.status === 0) return true;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return false;
}

/** @param why - who wants them, for messages @returns whether all are here now */
export function installPackages(names, why) {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return true;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    process.stderr.write(`${why}: cannot install ${missing.join(' ')} (needs root and apt-get)\n`);
    return false;
  }
  process.stderr.write(`${why}: installing ${missing.join(' ')}\n`);
  if (apt(['update']) && apt(['install', '-y', '--no-install-recommends', ...missing])) return true;
  process.stderr.write(`${why}: apt-get failed; going on with what is here\n`);
  return false;
}
