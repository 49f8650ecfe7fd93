// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
/** Texts that call programs, on which bash with those programs and our evaluator must agree. */
export const programSnippets: readonly string[] = [
  // cut
  'v=1.2.3.4; a=$(echo $v | cut -d. -f1-2) b=$(echo "$v" | cut -d. -f2-) c=$(echo $v | cut -f 1,3 -d .)',
  'a=$(echo abcdef | cut -c1-3) b=$(echo abcdef | cut -c 2) c=$(cut -d_ -f2 <<< "x_y_z") d=$(echo plain | cut -d: -f2)',
  'a=$(printf "a:b\\nc\\n" | cut -d: -f2) b=$(printf "a:b\\nc\\n" | cut -s -d: -f2) c=$(echo x-y | cut -d"-" -f1)',
  // tr
  'a=$(echo Hello | tr A-Z a-z) b=$(echo a.b.c | tr . _) c=$(echo a.b | tr -d .) d=$(echo aabbc | tr -s ab)',
  'a=$(echo "x y  z" | tr " " "\\n") b=$(echo abc123 | tr -dc 0-9) c=$(echo abc | tr "[:lower:]" "[:upper:]")',
  'a=$(echo a-b_c | tr -- -_ ..) b=$(echo hello | tr el ip) c=$(echo 1.2.3 | tr -d .)',
  'a=$(echo abcd | tr a-d xy) b=$(echo abc | tr -c a-b _) c=$(printf "a\\tb" | tr "\\t" ,)',
  // sed
  'a=$(echo 1.2.3 | sed "s/\\./_/g") b=$(echo 1.2.3 | sed s/2/x/) c=$(echo v1.2 | sed "s/^v//") d=$(echo abc | sed "s/b*$/-/")',
  "a=$(echo foo-1.2-3 | sed 's/\\([^-]*-g\\)/r\\1/;s/-/./g') b=$(echo v1.0-5-gabc | sed 's/^v//;s/\\([^-]*-g\\)/r\\1/;s/-/./g')",
  "a=$(echo abc | sed -E 's/(a)(b)/\\2\\1/') b=$(echo aXbX | sed 's/X/-/2') c=$(echo a/b | sed 's|/|_|') d=$(echo aB | sed 's/b/c/I')",
  "a=$(printf '1\\n2\\n3\\n' | sed 2d) b=$(printf '1\\n2\\n3\\n' | sed -n 2p) c=$(printf '1\\n2\\n' | sed '$d') d=$(printf 'x\\ny\\n' | sed -n '/y/p')",
  "a=$(echo abc | sed 's/./[&]/g') b=$(echo aaa | sed 's/a*/x/g') c=$(echo baaac | sed 's/a*/x/g') d=$(echo abc | sed 's/x*/-/g')",
  "a=$(echo 'a.b' | sed 's/[.]/-/') b=$(echo 'k=v' | sed -e 's/=/ /' -e 's/k/K/') c=$(echo 20240101 | sed -r 's/([0-9]{4})([0-9]{2})/\\1-\\2-/')",
  "a=$(echo xay | sed 's/a\\|b/-/') b=$(echo abab | sed -E 's/(ab)+/z/') c=$(printf '1\\n2\\n3' | sed 1q) d=$(printf 'a\\nb\\n' | sed '2!d')",
  "a=$(echo a,b | sed 's/,/\\n/') b=$(echo 'x&y' | sed 's/&/\\&amp;/') c=$(echo foo | sed 's/o\\{2\\}/0/') d=$(echo foo | sed 's/\\(f\\)\\(o\\)\\?/\\2\\1/')",
  // head, tail, rev, sort, wc and others
  "a=$(printf '1\\n2\\n3\\n' | head -n 1) b=$(printf '1\\n2\\n3\\n' | tail -1) c=$(printf '1\\n2\\n3\\n' | head -2 | tail -n1) d=$(echo abc | head -c2)",
  "a=$(printf '1\\n2\\n3\\n' | tail -n +2) b=$(printf '1\\n2\\n3\\n' | head -n -1) c=$(printf '1\\n2' | tail -c 1) d=$(printf '' | head -1)",
  'a=$(echo abc | rev) b=$(echo a.b.c | rev | cut -d. -f2- | rev) c=$(printf "1\\n2\\n" | tac)',
  "a=$(printf 'b\\na\\nc\\n' | sort) b=$(printf '10\\n9\\n' | sort -n) c=$(printf '1.10\\n1.9\\n' | sort -V) d=$(printf 'a\\na\\nb\\n' | sort -u -r)",
  "a=$(printf 'a b\\nc\\n' | wc -l) b=$(echo a b c | wc -w) c=$(printf abc | wc -c) d=$(printf 'a\\na\\nb\\n' | uniq)",
  'a=$(seq 3) b=$(seq 2 4) c=$(seq 5 -2 1) d=$(cat <<< "x y") e=$(echo in | cat) f=$(echo x | cat | cat -)',
  'a=$(printf "%s\\n" a-1.10.tar.gz a-1.9.tar.gz a-1.9.1.zip b a B_2 B-2 B.2 | sort -V) b=$(printf "x\\nX\\n_\\n" | sort)',
  'a=$(printf "%s\\n" 18.1-2024-GAPPS 17.1-2025 18.1-2024-VANILLA 018.1 18 18. 18a 18.a | sort -V -r) b=$(printf "1.0\\n1.00\\n" | sort -Vu)',
  '[[ a < B ]] || a=1; [[ Zoe > _x ]] || b=1; [[ é > z ]] && c=1',
  // Lines of a process
  'x=(b "a c"); mapfile -t a < <(printf "%s\\n" "${x[@]}" | sort); mapfile b <<< "p q"; readarray -t < <(printf "1\\n\\n2"); c=("${MAPFILE[@]}")',
  'while read -r l; do a+=("<$l>"); done < <(echo one; echo two; exit 3); b=$?; mapfile -t a < /dev/null',
  // basename and dirname
  'a=$(basename /a/b.c) b=$(basename /a/b.c .c) c=$(basename a/) d=$(basename /) e=$(basename .c .c) f=$(basename https://h/x/y.git .git)',
  'a=$(dirname /a/b) b=$(dirname a) c=$(dirname /a) d=$(dirname a/b/) e=$(dirname //a) f=$(dirname a//b) g=$(dirname /)',
  // grep
  "a=$(printf 'ab\\ncd\\n' | grep c) b=$(printf 'ab\\n' | grep -o '[a-z]') c=$(echo x | grep y) d=$? e=$(printf 'a\\nb\\n' | grep -v a)",
  "a=$(echo v1.2.3 | grep -oE '[0-9]+\\.[0-9]+') b=$(printf 'a\\nA\\n' | grep -ci a) c=$(echo 'a.b' | grep -F '.') d=$(printf 'ab\\na\\n' | grep -x a)",
  'echo abc | grep -q b && a=1; echo abc | grep -q x || b=1; grep -q z <<< xyz && c=1; if ! echo q | grep -q r; then d=1; fi',
  "a=$(echo abcab | grep -oE 'a|ab') b=$(echo foobar | grep -oE 'foo|foobar') c=$(printf 'x=1\\ny=2\\n' | grep '^y' | cut -d= -f2)",
  // awk
  "a=$(echo a b c | awk '{print $2}') b=$(echo a:b | awk -F: '{print $1}') c=$(echo a b c | awk '{print $NF}') d=$(echo a b | awk '{ print $2, $1 }')",
  "a=$(echo 1.2.3 | awk -F. '{print $1\".\"$2}') b=$(echo 1.2.3 | awk -F. '{printf \"%d%02d\", $1, $2}') c=$(printf 'a\\nb\\n' | awk 'NR==2{print}')",
  "a=$(printf 'x 1\\ny 2\\n' | awk '/y/{print $2}') b=$(echo a-b_c | awk -F'[-_]' '{print $3}') c=$(echo a | awk '{print $5}') d=$(echo a b | awk '{print NF}')",
  // date
  'a=$(date -u -d @0 +%Y-%m-%d) b=$(date -u -d @1700000000 +%Y%m%d%H%M%S) c=$(date -u -d "@86400" +%F_%T_%j_%s_%y%%)',
  'a=$(date -u +%Y -d 2024-02-29) b=$(date --utc --date=@1700000000 +%F)',
  // Pipelines
  'a=$(echo x | { read -r y; echo "<$y>"; }) b=$(echo a b | while read -r p q; do echo "$q$p"; done)',
  'echo x | read -r a; b=${a-unset}; true | false; c=$?; false | true; d=$?; ! true | false; e=$?',
  'f() { tr a-z A-Z; }; a=$(echo abc | f) b=$(f <<< xyz)',
  'x=(c a b); a=($(printf "%s\\n" "${x[@]}" | sort)); b=$(IFS=.; echo "${x[*]}" | rev)',
  'a=$(for i in 3 1 2; do echo $i; done | sort -n | tail -1) b=$(if true; then echo yes; fi | tr y Y)',
  '_v=$(echo "${CARCH}" | sed -e s/x86_64/amd64/ -e s/aarch64/arm64/); a=$(printf %s "$_v" | wc -m)',
  'command -v basename >/dev/null && a=1; type -p cut >/dev/null && b=1; hash sed && c=1; type -t sed >/dev/null && d=1',
];
