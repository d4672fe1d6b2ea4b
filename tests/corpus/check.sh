#!/bin/sh
# Checks the corpus beside this script (fields, ids, labels, UTF-8) and prints its counts.
cd "$(dirname "$0")" || exit 1
iconv -f UTF-8 -t UTF-8 complaints.tsv >/dev/null || exit 1
# shellcheck disable=SC2016 # the dollars are awk's
LC_ALL=C awk -F '\t' '
function wrong(what) { printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"; faults++ }
/\r/ { wrong("a carriage return") }
FNR == 1 { if ($0 != "id\tscope\tkinds\ttitle\ttext") wrong("the header"); next }
{
    if (NF != 5) wrong("not five fields")
    if ($1 !~ /^[ph][0-9][0-9][0-9][0-9]$/) wrong("the id is no p or h and four digits")
    if ($1 in row) wrong("the id is taken: " $1)
    row[$1] = FNR
    if ($2 !~ /^[01]$/) wrong("scope is 0 or 1")
    if (($2 == "0") != ($3 == "-")) wrong("kinds are for scope 1 only, and needed there")
    if ($3 != "-" && $3 !~ /^c[1-5](,c[1-5])?(,c[1-5])?$/) wrong("kinds: one to three of c1..c5")
    kinds = $2 == "1" ? split($3, kind, ",") : 0
    split("", met)
    for (i = 1; i <= kinds; i++) {
        if (kind[i] in met) wrong("a kind twice")
        met[kind[i]]
        count[kind[i]]++
    }
    if ($5 == "") wrong("no text")
    if ($5 in text) wrong("the text of line " text[$5])
    text[$5] = FNR
    voice[substr($1, 1, 1)]++
    scope[$2]++
    several += kinds > 1
}
END {
    printf "texts %d (p %d, h %d), scope 1 %d, scope 0 %d, several kinds %d\n",
        voice["p"] + voice["h"], voice["p"], voice["h"], scope["1"], scope["0"], several
    for (k = 1; k <= 5; k++) printf "c%d %d%s", k, count["c" k], k < 5 ? ", " : "\n"
    exit faults > 0
}' complaints.tsv
