import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';

/** What `package()` left is not installed. */
export function packageUnsafe(entry: string, reason: string): ProvisionError {
  return new ProvisionError({
    code: 'PACKAGE_UNSAFE',
    message: `package() left ${JSON.stringify(showForeign(entry))} in $pkgdir, which cannot be installed: ${reason}.`,
    hint: 'Change package() so that it installs plain files, folders, and links inside the package.',
  });
}
