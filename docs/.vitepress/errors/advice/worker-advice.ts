import type { AdviceByCode } from './types.js';

/** Of installing a worker. */
export const WORKER_ADVICE: AdviceByCode = {
  INVALID_OPTIONS: {
    why: 'A caller without types passed a misspelt option or a value of another kind, often straight from JSON.',
    todo: 'Read the message: it names the option and what it takes. The reference lists every option with its unit and default.',
  },
  INVALID_OPERATION: {
    why: 'An operation came from outside, such as a form or a request, with a field that is missing, misspelt or out of range.',
    todo: 'Correct the field that `path` names. `@rbee/worker-catalog/operations` has the schemas.',
  },
  INVALID_WORKER_ID: {
    why: 'The text is empty, has a path in it, or has characters that no id may have.',
    todo: 'Use the id as `rbee-hive available` prints it, such as `echo-worker-cpu`.',
  },
  WORKER_NOT_FOUND: {
    why: 'The id is misspelt, or it belongs to another registry.',
    todo: 'List what there is with `rbee-hive available`, or name the registry with `WORKER_CATALOG_URL`.',
  },
  REGISTRY_UNREACHABLE: {
    why: "No server listens at the registry's address, or a proxy or firewall is in between.",
    todo: "Open the registry's `/health` from this machine. Check `WORKER_CATALOG_URL` and the proxy variables.",
  },
  REGISTRY_STATUS: {
    why: 'The registry, or a proxy before it, is overloaded or broken, or wants credentials.',
    todo: "Try again later; for 401 and 403 pass the registry's credentials; for 5xx look at the registry's log.",
  },
  REGISTRY_INVALID: {
    why: 'The address leads to something that is not a worker registry, or to one that breaks its API.',
    todo: 'Check the address. Of your own registry, run `rbee-worker-registry check`.',
  },
  REGISTRY_UNSIGNED: {
    why: 'The registry is not on this machine, and no root of its signatures is trusted here: a server that answers in its place could offer anything.',
    todo: 'Trust its `root.json` with `rbee-hive registry trust`, or pass `--allow-unsigned` (`allowUnsigned`) and know what that means.',
  },
  REGISTRY_UNTRUSTED: {
    why: 'What came is not signed by enough of its current keys, is older than what was seen before, or was altered on its way. A mirror that is out of date can look so, too.',
    todo: 'Do not trust it again to make the message go away. Ask who runs the registry whether its keys or its address changed.',
  },
  REGISTRY_EXPIRED: {
    why: 'Signatures hold for some days, so that no one can show an old state for ever. The owner did not sign in time, something holds back the new state, or the clock is wrong.',
    todo: 'Check the clock. Else wait for the owner, who runs `sign` and `publish`.',
  },
  REGISTRY_ROOT_INVALID: {
    why: 'What was trusted as the root of a registry is not root metadata, or not signed by its own keys.',
    todo: 'Get `root.json` from who runs the registry, and trust it again.',
  },
  PLATFORM_UNSUPPORTED: {
    why: "The entry's `platforms` lack this operating system.",
    todo: 'Choose another worker: `rbee-hive available` says which ones this machine can have.',
  },
  ARCHITECTURE_UNSUPPORTED: {
    why: "The entry's `architectures`, or the recipe's `arch`, lack this CPU architecture.",
    todo: 'Choose another worker. For a recipe of your own that builds here, add the architecture to `arch`.',
  },
  WORKER_YANKED: {
    why: 'Its authors withdrew this version; the message has their reason.',
    todo: 'Install the version that the registry offers now.',
  },
  CPU_ON_GPU_HOST: {
    why: 'The machine has a GPU, and no variant of the worker can use it: a driver is missing or too old, or the card is too small.',
    todo: 'Mend what `rbee-hive explain WORKER` names, or say that the CPU is what you want: `--allow-cpu`.',
  },
  NO_USABLE_VARIANT: {
    why: 'Each variant needs something that this machine lacks.',
    todo: 'Run `rbee-hive explain WORKER`: it says of each variant what is missing.',
  },
  LICENSE_REQUIRED: {
    why: 'The worker is for holders of a licence, and no token was given.',
    todo: 'Put the token into a file of mode 0600 and name it with `RBEE_LICENSE_TOKEN_FILE`.',
  },
  LICENSE_ORIGIN_UNTRUSTED: {
    why: 'Something other than your own registry wants the licence token sent somewhere.',
    todo: "If the origin is the vendor's, trust it: `rbee-hive license trust ORIGIN`. Otherwise install nothing from there.",
  },
  LICENSE_REFUSED: {
    why: 'The token has expired, is for another product, or is not complete.',
    todo: "Ask the vendor for a valid token and replace the file's content.",
  },
  RECIPE_NOT_FOUND: {
    why: 'The folder or URL has no file that is called PKGBUILD, or it cannot be read.',
    todo: 'Name the folder with the PKGBUILD, or the file itself.',
  },
  PKGBUILD_INVALID: {
    why: 'The recipe breaks a rule of PKGBUILD(5); the problems have line and column.',
    todo: 'Paste it into [the page that judges](../judge.md), or run `pkgbuild lint`.',
  },
  LOCAL_SOURCE: {
    why: 'A recipe that came over the network names a file of this machine, which it may not read.',
    todo: 'Ask its author to serve the file, or clone the recipe and install it with `--from FOLDER`.',
  },
  RECIPE_CHANGED: {
    why: 'The registry changed a recipe without raising its version.',
    todo: 'Remove the installed version first, if the new recipe is the one you want.',
  },
  EXECUTABLE_NOT_FOUND: {
    why: "`package()` installed nothing that can be run, or not the file that the entry's `binary_name` names.",
    todo: 'The message lists what was installed. Correct `package()` or `binary_name`.',
  },
  PROGRAM_AMBIGUOUS: {
    why: 'The package has several programs, and nothing says which one is the worker.',
    todo: 'Repeat the call with `--program NAME` within ten minutes: nothing is built again.',
  },
  NEEDS_MISSING: {
    why: 'The recipe names tools or libraries that are not installed here.',
    todo: 'Run the command that the hint prints, or pass `--ignore-missing` when you know better.',
  },
  NOT_EVALUATED: {
    why: 'A value of the recipe depends on a command, and there is no sandbox to run it in.',
    todo: 'Install bubblewrap, or write the value out in the recipe.',
  },
  PACKAGE_UNSAFE: {
    why: '`package()` left a device, a socket, or a link that leads out of the package.',
    todo: 'Correct `package()`; the message names the path.',
  },
  NOT_PROVEN: {
    why: 'The program crashed, printed something else than expected, did not listen, or lacks a library.',
    todo: 'Read its last lines in the message. Nothing was installed; mend the recipe or what is missing, and try again.',
  },
  LOCK_INVALID: {
    why: 'The lockfile was edited, merged badly or cut off.',
    todo: 'Restore it from version control, or write it again with `rbee-hive lock`.',
  },
  LOCK_MISMATCH: {
    why: "The registry's recipe or a branch moved since the lockfile was written.",
    todo: 'If the change is wanted, run `rbee-hive lock` and commit the new file.',
  },
  REFERENCE_INVALID: {
    why: 'The text lacks `oci://`, has upper-case letters in its path, or is the address of something else.',
    todo: 'Write `oci://HOST[:PORT]/REPOSITORY[:TAG]`. A registry without TLS that is not on this machine is `oci+http://`.',
  },
  STORE_UNREACHABLE: {
    why: 'No registry runs at that address, a proxy is in between, or the connection was cut several times.',
    todo: 'Open `/v2/` of the registry from this machine. What was received is asked for again by the same command.',
  },
  STORE_REFUSED: {
    why: 'The registry wants a user name and a password, or the account may not read or write there.',
    todo: 'Add the store again with `--username` and `--password-file`.',
  },
  STORE_INVALID: {
    why: 'Something between the builder and this machine changed or damaged what was pushed, or the reference names another kind of artifact.',
    todo: 'Do not use it before you know why. Push it again from the machine that built it, and compare the digests.',
  },
  NOT_IN_STORE: {
    why: 'The tag is misspelt, or no one pushed the worker from a machine of this platform.',
    todo: 'List the tags, for example with `skopeo list-tags`, and push the worker where it is installed.',
  },
  SIGNER_UNTRUSTED: {
    why: 'The worker was signed by a hive whose key was not added for this store, or its statements were left behind when it was copied.',
    todo: 'If you know whose key it is, get it from its owner (`rbee-hive store key`) and add it with `rbee-hive store add … --key`. Else build the worker here.',
  },
  ATTESTATION_INVALID: {
    why: 'A statement was altered, or put beside another worker than the one that it is about.',
    todo: 'Do not use the worker before you know why. Build it here, or get it from another store.',
  },
  KEY_UNUSABLE: {
    why: 'The file of a key was changed, others may read it, or it holds another kind of key.',
    todo: 'Read the message. `chmod 600` helps where others could read it; of a lost key nothing else depends: a new one is made when the file is gone.',
  },
  NOT_PORTABLE: {
    why: 'Files of the worker were changed after it was installed, or have names that are not UTF-8.',
    todo: 'See what changed with `rbee-hive verify`, and install the worker again with `--force`.',
  },
  NO_VENDOR: {
    why: 'None of the vendors in the list has the id.',
    todo: "Check the id, and each vendor's `supports`.",
  },
  DOWNLOAD_INCOMPLETE: {
    why: "A vendor's `download` returned another number of bytes than it wrote.",
    todo: 'Correct the vendor: [Vendors](../vendors.md) says what `download` promises.',
  },
  CHECKSUM_NOT_PUBLISHED: {
    why: 'The release has neither a digest from the API nor a file of checksums.',
    todo: 'Ask the authors to publish one, or install from source.',
  },
  OS_UNKNOWN: {
    why: 'The operating system is neither Linux, macOS nor Windows.',
    todo: 'Use one of them: [what runs where](../support.md).',
  },
  ARCHITECTURE_UNKNOWN: {
    why: 'Arch Linux has no name for this CPU.',
    todo: 'Pass the architecture yourself if you know that the recipe builds on it.',
  },
  SOURCES_DYNAMIC: {
    why: 'The sources or checksums depend on something that is only known when the recipe runs.',
    todo: 'Write the values out, or pass facts to the parser.',
  },
  CHECKSUMS_MISSING: {
    why: 'A `source` array has no checksum array.',
    todo: 'Add one with a digest, or `SKIP`, for each source.',
  },
  CHECKSUMS_COUNT: {
    why: 'A source was added or removed without its checksum.',
    todo: 'Give one checksum for each source, in the same order.',
  },
  HARDWARE_UNSUPPORTED: {
    why: 'The GPU, driver, processor or memory of this machine is not what the worker needs; the message says which.',
    todo: 'Mend what `rbee-hive explain WORKER` names, or choose another worker.',
  },
  NETWORK_NEEDED: {
    why: 'The build fetches crates, packages or the like, and no network was allowed to it.',
    todo: 'Allow what the hint names with `--network`; the plan shows which hosts that opens.',
  },
  ACCESS_REFUSED: {
    why: 'The token is missing, expired, without the right to read, or not authorised for an organisation with single sign-on.',
    todo: 'Make a new token with the right to read, and authorise it for the organisation.',
  },
};
