#!/bin/sh
# Checks the corpus beside this script (fields, ids, labels, UTF-8) and prints its counts.
cd "$(dirname "$0")" || exit 1
for file in texts.tsv gold.tsv; do
    iconv -f UTF-8 -t UTF-8 "$file" >/dev/null || { echo "$file: not UTF-8" >&2; exit 1; }
done
# shellcheck disable=SC2016 # the dollars are awk's
LC_ALL=C awk -F '\t' '
function wrong(what) { printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"; faults++ }
/\r/ { wrong("a carriage return") }
NR == FNR && FNR == 1 { if ($0 != "id\tscope\tkinds\tsure") wrong("the header"); next }
NR == FNR {
    if (NF != 4) wrong("not four fields")
    if ($1 in row) wrong("the id is taken: " $1)
    if ($2 !~ /^[01]$/ || $4 !~ /^[01]$/) wrong("scope and sure are 0 or 1")
    if (($2 == "0") != ($3 == "-")) wrong("kinds are for scope 1 only, and needed there")
    if ($3 != "-" && $3 !~ /^c[1-5](,c[1-5])?(,c[1-5])?$/) wrong("kinds: one to three of c1..c5")
    kinds = $2 == "1" ? split($3, kind, ",") : 0
    split("", met)
    for (i = 1; i <= kinds; i++) {
        if (kind[i] in met) wrong("a kind twice")
        met[kind[i]]
        count[kind[i]]++
    }
    row[$1] = FNR
    scope[$2]++
    sure[$4]++
    several += kinds > 1
    next
}
FNR == 1 { if ($0 != "id\ttitle\ttext") wrong("the header"); next }
{
    if (NF != 3) wrong("not three fields")
    if (row[$1] != FNR) wrong("not the row of this id in gold.tsv: " $1)
    if ($3 == "") wrong("no text")
    if ($3 in text) wrong("the text of line " text[$3])
    text[$3] = FNR
    texts++
}
END {
    if (texts != scope["0"] + scope["1"]) wrong("another number of rows than gold.tsv")
    printf "texts %d, scope 1 %d, several kinds %d, sure 0 %d\n",
        texts, scope["1"], several, sure["0"]
    for (k = 1; k <= 5; k++) printf "c%d %d%s", k, count["c" k], k < 5 ? ", " : "\n"
    exit faults > 0
}' gold.tsv texts.tsv
