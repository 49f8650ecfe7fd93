import { showForeign } from '@rbee-internal/redact-url';
import type { Report } from '../finding.js';
import type { Linted } from './style-rule.js';

/** Variables of makepkg and of the session that a recipe changes for makepkg too. */
const VARIABLES: ReadonlySet<string> = new Set(
  `BUILDDIR BUILDFILE CARCH CHOST GPGKEY HOME IFS LANG LC_ALL LOGDEST PACKAGER PACMAN PACMAN_AUTH PATH PKGDEST PKGEXT PWD
  SOURCE_DATE_EPOCH SRCDEST SRCEXT SRCPKGDEST TMPDIR pkgdir srcdir startdir`.split(/\s+/),
);

/** Functions that makepkg calls by these names: one of the recipe would be called in their place. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `array_build array_remove ask backup_package_variables check_buildenv check_buildoption check_deps check_integrity
  check_option check_pgpsigs check_pkgrel check_software clean_up colorize create_package create_signature
  create_srcpackage dir_is_empty download_file download_sources ensure_writable_dir enter_fakeroot error exists_array
  extract_file extract_sources find_libdepends get_compression_command get_downloadclient get_filename get_filepath
  get_full_version get_integlist get_pkg_arch get_protocol get_uri_fragment get_url handle_deps have_function in_array
  in_opt_array install_package is_array lint_pkgbuild load_makepkg_config merge_arch_attrs missing_source_file msg msg2
  parseopts plain plainerr prepare_buildenv print_all_package_names remove_deps resolve_deps restore_package_variables
  run_build run_check run_function run_function_safe run_package run_pacman run_prepare source_buildfile
  source_has_signatures source_safe tidy_install trap_exit try_fakeroot update_pkgver usage verify_file_signature
  version warning write_buildinfo write_pkginfo write_srcinfo`.split(/\s+/),
);

/** Names that makepkg uses itself. */
export function checkNames({ pkgbuild }: Linted, report: Report): void {
  const set = [...pkgbuild.scalars.keys(), ...pkgbuild.arrays.keys(), ...pkgbuild.dynamic.keys()];
  for (const name of new Set(set)) {
    const place = pkgbuild.locations.get(name)?.range;
    if (place !== undefined && VARIABLES.has(name))
      report(
        'makepkg-name',
        place,
        `${name} belongs to makepkg or the session: choose a name that begins with _`,
      );
  }
  for (const { name, range } of pkgbuild.functions.values()) {
    if (!FUNCTIONS.has(name)) continue;
    report(
      'makepkg-name',
      range,
      `${showForeign(name)}() takes the place of makepkg's own: choose a name that begins with _`,
    );
  }
}
