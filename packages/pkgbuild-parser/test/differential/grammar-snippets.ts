// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
/** Texts that a grammar has found bash and an earlier evaluator to disagree on, made short. */
export const grammarSnippets: readonly string[] = [
  // References
  'f() { local -n r=$1; r=via; }; f x; g() { local -n l=$1; l+=(b "c d"); l[0]=z; n=${#l[@]}; }; a=(1); g a; y=2; declare -n s=y; s+=3; t=${!s}; unset -n s',
  'p=1 q=2; for n in p q; do declare -n r=$n; r+=x; unset -n r; done; declare -n k; k=m; k=5; b=${m} c=${!k}; unset k; d=${m-gone}; unset -n k',
  'h() { local -n o=$1; local v=inner; o=set; w=$v; }; v=outer; h v; declare -n u=nothing; [[ -v u ]] || a=1; b=${u-unset}; unset -n u',
  // Statuses
  'if false; then :; else a=$?; fi; false; case x in x) b=$?;; esac; false; for i in 1; do c=$?; done; false; eval "d=\\$?"; f() { e=$?; }; false; f',
  'false; while false; do :; done; a=$?; false; for i in; do :; done; b=$?; false; case x in y) ;; esac; c=$?; false; case x in x) ;; esac; d=$?; until (exit 3); do e=$?; break; done',
  'if false; then :; elif (exit 4); then :; else a=$?; fi; for i in 1; do false; break; done; b=$?; while :; do (exit 2); break; done; c=$?; false; eval ""; d=$?; for i in 1 2; do (exit $i); done; e=$?',
  'f() { break; a=goes-on; }; for i in 1 2; do f; b+=$i; done; for i in 1; do (break; c=1; exit 3); d=$?; done',
  // The order of expansions in declarations
  'f() { local a=$1 b=$a; c="[$b]"; local d=(x "$b") e=${d[0]}; g=$e; }; f x; x=1; export x=2 y=$x; declare -g z=$x v=$z',
  // Here-documents
  'read -r a <<E\na\\\\b \\$x \\` "q" \\"r\\"\nE\nread -r b <<E\n${u:-\'c\'} ${u:-"d"} ${u:-a\\"b} ${u:-a\\}b} \\}\nE\nx=it; read -r c <<E\n$x $((1 + 1)) ${x#\'i\'} $(echo "in $x")\nE',
  "while IFS= read -r l; do a+=(\"$l\"); done <<-E\n\ta\\\n\tb\n\t$'n' ~ \\a\n\tE\nread -r b <<'E'\na\\\\b $x\nE",
  // printf
  'printf -v a "%x|%o|%u|%X" -1 -1 -1 255; printf -v b "%5s|%-4s|%.3s|" é ü añb; printf -v c "%.3d|%+d|% d|%#x|%#o|%*d|%-*d|" 5 5 5 255 8 4 7 4 7; printf -v d "%.*s|" 2 abc',
  'a=$(printf -- "-x") b=$(printf -- "--"); printf -v c "%d" "\'a"; printf -v d "%d %d" 010 0x1f; e=$(printf "%d" 3x); f=$?; printf -v g "%d" ""; printf -v "h[1]" %s x; printf -v i "%b" "a\\\\tb\\\\0101\\\\cgone"',
  'printf -v a "\\xc3\\xa9\\303\\274"; b=$(printf "%b" "\\xe2\\x82\\xac") c=$(echo -e "\\xc3\\xa9\\u20ac\\U1F600") d=$(echo -e "a\\cb" c) e=$(printf "\\u00e9"); printf -v f "%c%c" abc; printf -v g "%s" a b c',
  'a=$(printf "%s-%s;" 1 2 3) b=$(printf %d 9223372036854775808) c=$(printf %d -9223372036854775809) d=$(printf "%5.1s|%05d|%-05d|" abc -7 7)',
  // Characters beyond ASCII
  '[[ é =~ ^[[:alpha:]]+$ ]] && a=1; [[ É =~ [[:lower:]] ]] || b=1; [[ „ == [[:punct:]] ]] && c=1; [[ ٣ == [[:alnum:]] ]] && d=1; [[ ª == [[:lower:]] ]] && e=1; [[ é == [[:digit:]] ]] || f=1',
  'x=İi; a=${x,} b=${x,,}; y=ßǅﬁᾳ; c=${y^^} d=${y,,} e=${y@U} f=${y@u}; declare -u u=ßé; declare -l l=İÉ; g=$u h=$l',
  'x=é日; f() { local LC_ALL=C; a=${#x}; }; f; b=${#x}; LC_CTYPE=C; c=${#x}',
  // Arithmetic
  'a=$((2#101)); b=$((08#17)); c=no\nd=$((16#fF)) e=$((36#z + 64#_))\nf=$((01#1)); g=no\nh=1',
  'x=1 w=2; a=$((w+++x)) b=$((w+ ++x)) c=$((- -w)) d=$((-(-w))) e=$(( (w)+ +x )); y=(1 2 3); f=$((y[-1]++ + y[0])); g=(${y[@]})',
  'a=$((1 ? 2 : 3, 4)) b=$((1 ? x = 5, 6 : 7)) c=$x; d=$((0 ? 1 : y = 2)); e=no\nx=x; f=$((x)); g=no\nh=$((z[-1])) i=1',
  'declare -A m=([k]=3); a=$((m[k] + 1)); ((m[j] = 5)); b=${m[j]}; let "c=1, d=08" || e=$c; [ 9223372036854775807 -gt +1 ] && f=1; [ 9223372036854775808 -eq 1 ]; g=$?',
  // Errors in subshells and in text
  'a=$(echo a; b=$((1/0)); echo c); b=$?; (c=$((1/0)); exit 9); d=$?; eval "e=\\$((1/0)); f=no"; g=$?\neval "h=\\$((1/0))\ni=goes-on"; j=$?',
  // set -e
  'a=$(set -e; false; echo no); b=$?; (set -e; false && true; true; false; exit 9); c=$?; d=$(set -e; if false; then :; fi; ! true; echo e; (exit 3); echo no) e=$?',
  'f() { false; echo f; }; a=$(set -e; f || echo no; f; echo no); b=$?; (set -e; x=$(false; echo yes); exit 5); c=$?; if d=$(set -e; false; echo yes); then e=1; fi; (set -e; true | false; exit 9); g=$?',
  '(set -eo pipefail; false | true; exit 9); a=$?; set -o pipefail; (exit 3) | true; b=$?; set +o pipefail; (exit 3) | true; c=$?; set -e; d=1; false || e=1; set +e; false; f=$?',
  // Traps
  'a=$(trap "echo bye \\$?" EXIT; echo hi; false) b=$?; (trap "exit 4" EXIT; true); c=$?; d=$(trap "echo no" EXIT; trap - EXIT; echo x); e=$(f() { trap "echo t" 0; }; f; echo y); f=$(trap "" EXIT; echo z); g=$(trap "echo t" EXIT; x=$((1/0)); echo no)',
  // Standard error
  'a=$( { echo a >&2; } 2>&1 ) b=$( { echo a >&2; echo b; } 2>&1 >/dev/null ) c=$(echo c >&2 2>&1) d=$( { echo d >&2; } 2>/dev/null ) e=$(echo e |& { read -r l; echo "<$l>"; }) f=$( { echo f >&2; } |& { read -r l; echo "<$l>"; })',
  'f() { echo out; echo err >&2; }; a=$(f 2>&1) b=$(f 2>/dev/null) c=$(f 2>&1 >/dev/null) d=$( (f) &>/dev/null) e=$(f >/dev/stderr 2>/dev/stdout)',
  // Settings of a function
  'f() { local -; set -f; a=(*); set -u; }; f; b=1; g() { local -; set -e; f; h; }; h() { false; c=no; }; d=$(g; echo no) e=$?',
  // Indirection
  'set -- a b c; a=${!#} i=2; b=${!i} x="l[1]" l=(p q); c=${!x} y="l[@]"; d=("${!y}") e=${!y#p}; z=(); f=${!z}; g=${!1-unset}',
  // Lists
  'x=abc; a=${x[0]}${x[1]-none}${#x[@]} b=${x[@]:1:1} c=(${x[*]:0:2}); d=(1 2 3); e=("${d[@]:5:-1}") f=("${d[@]:3}"); d+=(${d[1]} $((d[1] = 9))); y=([-1]=a b); g=${y[0]}',
  ': ${a[2]=x} ${a[0]:=y}; b=("${a[@]}"); declare -A m; : ${m[k]:=v}; c=${m[k]}; d=1; d[-1]=z; e=("${d[@]}"); h=(1); h+=($((1/0))); i=no\nj=("${h[@]}"); k=($((1/0)))\nl=${#k[@]}',
  'declare -A m=([a]=1); x=; m[$x]=2; b=no\nm+=([$x]=3 [c]=4); d=${m[c]} e=${#m[@]}; for i in 1 2 3; do m[$i]=$i; (m[$i]=no); done; f=("${m[@]}"); g=$(m[a]=9; echo ${m[a]}) h=${m[a]}',
  // Attributes
  'f() { local -i n=2+3; n+=1; a=$n; local -u u=x; u+=y; b=$u; }; f; set -u; x=(1); c=$((x[3] + 1)); d=${#x[4]}; set +u',
  // A search through a text is for the leftmost match, and of these the longest
  'x=aXbXbc; a=${x/X*b/-} b=${x//[Xb]/_} c=${x/b*/} d=${x//X?/.}; y=aaabab; e=${y//a*b/x} f=${y/a?b/x} g=${y//ab/-} h=${y//[!a]/}; z="a.b"; i=${z//?/<&>}',
  '[[ xabcabd =~ (a)(b)(.) ]] && a=("${BASH_REMATCH[@]}"); [[ foobar =~ o+b?|foo ]]; b=${BASH_REMATCH[0]}; [[ aab =~ a*b ]]; c=${BASH_REMATCH[0]}; [[ ab =~ b*$ ]]; d=${BASH_REMATCH[0]}',
  '[[ aXbXc == *X*c ]] && a=1; [[ aXbX == *X*c ]] || b=1; [[ "" == * ]] && c=1; [[ abab == *ab ]] && d=1; [[ aab == a*ab ]] && e=1; case aaab in *a*a*b) f=1;; esac; [[ ab == ?*? ]] && g=1; [[ a == ?*? ]] || h=1',
  // Subscripts that are empty or before the first element
  'a=(1 2) n=; a=([$n]=x b); c=("${a[@]}"); a=([-1]=x d); e=("${a[@]}"); f=(p q); f+=([$n]=x z); g=$((f[$n] + 1)) h=abc; i=${h[-1]-none} j=$((h[-1])) k=${h[n-1]}; b=("${f[@]}")',
  'a=$(set -e; b=([-1]=x y); echo no); c=$?; d=$(set -e; x=abc; e=${x[-1]}; echo no); f=$?; g=$(set -e; y=${z[-1]} || echo no; echo no); h=$?; i=$(printf "<%s>" "${z[-1]}" x)',
  'a=abc n=3日本 b=(1); c=$((b[0] = n)); d=no\\ne=$? f=${b[0]}',
  // Slices of maps, and of what is not set
  'declare -A m=([k]=v [l]=w); a=("${m[@]:0:1}"); b=("${m[@]:1:1}"); c=("${m[@]:2}"); d=("${m[@]: -1}"); e=("${m[@]:5:-1}"); f=("${m[@]: -3}"); g=("${m[@]:1:0}"); h=${m[k]:0:-1} i=("${m[@]}")',
  'a=${none:1/0:1} b=("${none[@]:1/0:1}"); c=(); d=("${c[@]:1/0:1}"); e=f; x="${e:1/0}"; g=no\\nh=$?',
  'a=abc e=; b=${a^^""} c=${a^^$e} d=${a^"a"} f=(${a^^\'\'}); declare -A m=([k]=v); g="${m[@]:1:-1}"; h=no\\ni=$?',
  // Lists and elements under set -u
  'a=(1); b=$(set -u; echo ${#a[9]} $((a[9])) y); c=$(set -u; echo ${#none[9]} no); d=$?; e=$(set -u; echo $((none[9])) no); f=$?; x=1; g=$(set -u; echo $((x[3])))',
  // Assignments before a function that exports the variable
  'n=glob; g() { export "n=in"; }; n=tmp g; a=$n; h() { export n; }; n=tmp2 h; b=$n; i() { n=in; }; n=tmp3 i; c=$n; j() { local n=5; export n=out; }; n=tmp4 j; d=$n; k() { local n; e=$n; }; n=tmp5 k; f=$n',
  'f() { local x=1; declare -g x=2; a=$x; }; x=0; f; b=$x; g() { local -i y=1; declare -g y=text; }; g; c=$y',
  // Indirection to what is declared and not set
  'f() { a="${!1}z"; }; f; declare r; b="${!r}z"; for n in 1 2; do declare -n q=x; q+=$n; unset -n q; done; c="${!q}z"; d=1; e="${!none}"; g=no\\nh=$?',
  // Numbers of exit and return
  'a=$(exit 9223372036854775807); b=$?; c=$(exit " 5 "); d=$?; e=$(exit +5); f=$?; g=$(exit 9223372036854775808); h=$?; i() { return -1; }; i; j=$?; k=$(exit 08); l=$?',
  // Traps under set -e, and set -e that may not have run
  'a=$(set -e; ( trap "false" EXIT; : ) && echo no); b=$?; [ -o -n ]; c=$?; [ -n a b ]; d=$?; [ a -x b ]; e=$?; test x y z; f=$?',
  // Words that are not expanded do not depend on IFS
  'IFS=b; a=(\'abc\' "abc" xbx); b=($a) c=("${a[*]}"); unset IFS; d=("${a[*]}")',
  // Double quotes inside the operand of a quoted expansion are taken out before it is read
  'e= x=1; a="${r-"$e"abc}" b="${r-"$x"_$x"a"}" c="${r-"a\\ab"c\\dd}" d="${r-\\"$e\\"abc}" f="${r-"$"x}" g=${r:="$e"abc}; h="${s:="$e"a.b.c}"; read -r i <<E\n${u-"$e"abc} ${u-"$x"\'a\'}\nE',
  'm=(v w); a=("""${m[@]/"*"/"$r""{a,b}"}") b=("${m-"{a,b}"}" c) c=("${z-"{a,b}"}") d=({1,"${m-}{"a"}"})',
  // Slices: the length is looked at only where the offset lies within the value
  'a=(p q) n=08 v=x; b=("${a[@]:2:n}" "${a[@]:5:-1}") c=${v:2:n} d=("${v[@]:5:2}") e=("${v[@]:1:1}") f=("${u[@]:n:n}"); g=1 h=${a[*]:1:n}; i=no\ng=2 j=${v:1:n}; k=no',
  // What is empty beside a list without elements is not a word either
  'set -- p q; n() { c+=("$#"); }; e= v=abc; n "$e${z[@]}"; n "${v:5:0}${z[@]}"; n "${v:1:0}${z[@]}"; n "${v/abc}${z[@]}"; n "${z[@]}"""; n "$v${z[@]:1:0}"; n "${z[*]}${z[@]}"; n "${#z[*]}x$@"',
  // The values of a list with subscripts are expanded before any is assigned; a scalar is a list by then
  'a=(p q r); a+=([-1]=$((a[5] = 1)) s); b=("${!a[@]}") x=abc; x+=(A "${x[*]:0:1}" [4]=b); c=(${x[@]}); y=abc; y=("${y[@]:1}" "${y[*]:0:1}")',
  // Comparisons without blanks
  'x=a y=b; [[ a<b ]] && c=1; [[ $x>$y ]] || d=1; [[ b>"a" && a<b ]] && e=1; [[ a\\<b ]] && f=1; [[ a=~b ]] && g=1',
  // After an error in what something asks for, substitutions ignore failures
  '[[ $((08)) == 1 ]] || a=no\nb=$(set -e; c=$(false); echo goes on); d=$?; (set -e; false; exit 9); e=$?',
  // Names without a value
  'f() { export r; local l; declare -g m; a=x${!r}${!l}; }; f; b=x${!m} c=x${!r-d}',
  'declare -gi i=0; read -r i <<< 2+3; for i in 1+1; do a=$i; done; printf -v i %s "4*2"; b=$i; f() { c=$i; }; i=a f',
  // A list in a substitution may hold substitutions with escaped quotes
  "a=$(b=($(printf '\\'\\''' x)`echo y`); echo ${b[1]})",
  // An element that is changed is the one that has been read: only `=` evaluates its subscript after the value
  'A=(p "q r" s) n=3; ((A[n]+=n--)); B=(1 2 3) m=0; ((B[m++]++, B[m++]+=5, ++B[m++])); C=(1 2 3) o=1; ((C[o]=o=2)); D=(1 2) p=1; ((D[-1]*=3)); [[ D[p-1]+=p+=-1 -lt 9 ]]; let "D[p++]-=1"',
  // Under set -u a length with a subscript is of a list
  'x=abc; a=$(set -u; echo ${#x[0]} no); b=$?; c=$(set -u; echo ${#x[@]} no); d=$?; y=(1); e=$(set -u; echo ${#y[@]} ${#y[3]}); f=$?; g=${#x[@]}${#x[0]}',
  // A NUL ends a line of mapfile, and is nothing to read
  "mapfile -t C < <(printf '%3c|' 9 ''; echo a; printf '%c' ''; printf 'b\\nd\\0e\\n'); mapfile D < <(printf 'a%c\\nb\\n' ''); read -r e < <(printf 'a%cb\\n' '')",
  // A list is one, if empty, before its words are expanded
  'C+=(${#C[-1]}); a=no\nb=${#C[@]}; D=(x ${#D[@]} ${#D[0]}); c=("${D[@]}"); E=(${#E[-1]})\nd=${#E[@]}; e=${#none[-1]}',
  // `$'…'` in the operand of a quoted expansion is read with what is around it
  'x=v A=1; i="${z-$x$\'\\x41\'}" j="${z-"$x"$\'\\e\'}" k="${z-$\'a\'b}" l="${z-"a"$\'b\'}" xA=w m="${z-$x$\'A\'}" o="${z-$x$\'.\'}" p="${z-"$x"$\'A\'}" q="${z:-"$x"$\'A\'c}"',
  // A substitution in what is done to a variable in a here-document: bash does not find its end
  'e=abc; read -r w <<E; a=no\n${e#$(echo a)} x\nE\nb=$?; read -r x <<E || c=no\n${e//b/${z-$(echo 1)}}\nE\nd=1; read -r y <<E\n${z//b/$(echo 1)}${e//b/"$(echo 1)"}${e//b/`echo 1`}${e:-$(echo 1)}\nE\n',
  // A loop over a reference needs names
  'declare -n r=w; for r in "" a; do i=1; done; a=$?; for r in x "y z" v; do j+=$?; done; b=$?; for r in x y; do r=$r.; done; c=$?; d=$x$y',
];
