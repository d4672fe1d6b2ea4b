#!/usr/bin/env bash
# The main job, end to end, on a store of its own: start duband and two workers, send complaints and
# findings, sweep, and show what became of them; then stop everything that was started.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "${1:-$here/../../build}" && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/duban-demo.XXXXXX")
started=()

stop() {
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        kill -TERM "${started[$i]}" 2>/dev/null || true
        wait "${started[$i]}" 2>/dev/null || true
    done
    rm -rf "$dir"
}
trap stop EXIT

start() {
    "$@" 2>>"$dir/log" &
    started+=($!)
}

title() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
say() { printf '   %s\n' "$*"; }
duban() { "$bin/duban" "$@" --endpoint "ipc://$dir/intake"; }
show() { printf '\033[2m$ duban %s\033[0m\n' "$*"; duban "$@"; }

fail() {
    echo "demo: $*; what the programs said:" >&2
    cat "$dir/log" >&2
    exit 1
}

# Waits until nothing is left for the workers; every look is a question to the daemon, no guess.
settle() {
    for _ in $(seq 200); do
        if duban stat |
            awk '$1 == "classify" || $1 == "escalate" { n += $2 } END { exit n > 0 }'; then
            return
        fi
        sleep 0.1
    done
    fail "the workers did not finish in 20 seconds"
}

title "1. Start: duband, one classifier, one escalator, each a process of its own"
cat >"$dir/duban.conf" <<CONF
store = "$dir/store"
intake = "ipc://$dir/intake"
pull = "ipc://$dir/pull"
work = "ipc://$dir/work"
feed = "ipc://$dir/feed"
embedded-classifiers = 0
embedded-escalators = 0
CONF
start "$bin/duband" --config "$dir/duban.conf"
start "$bin/duban-classifier" --connect "ipc://$dir/work"
start "$bin/duban-escalator" --connect "ipc://$dir/work"
duban ping >/dev/null || fail "duband did not start"
say "the store is $dir/store; the policy is the example bureau's, with the plan's dates of 2015"

title "2. Citizens complain: the web gateway's day and the SMS gateway's"
show import "$here/web.tsv" --gateway web
show import "$here/sms.tsv" --gateway sms --map id=id,text=text,sent=date
say "the same file again creates nothing:"
duban import "$here/web.tsv" --gateway web | grep -v refused

title "3. Inspectors submit findings"
finding() { duban finding "$@" | sed -n 's/^case */   case /p'; }
say "self-check in phase 1 (自查自纠): an item of a member's problem list (问题清单), minor"
finding --id f-1 -s self --inspector he-hai -d '2015-07-12 10:00' -S economy -k c1 \
    --severity minor --text '自查发现：季度分析材料怕担责任，遇到难点问题就往外推，未按时报送一次。' \
    --measure '难点问题列清单，每周五逐项报进度' --rectify-by 2015-07-31 --responsible he-hai
say "spot check (重点抽查) by the bureau's own discipline group, in phase 2"
finding --id f-2 -s spot_check --body '局纪检组' -d '2015-08-20 15:30' -S prices -k c2 \
    --cite prices/1 --severity general --text '抽查发现价格收费股群众来信登记后无人跟办，三件来信超期二十天未答复。'
say "inspection of the superior (上级部门督查): trigger T2"
finding --id f-3 -s superior_inspection --body '市发展改革委' -d '2015-08-25 09:00' \
    --occurred '2015-05-18' -S approval -P wu-ji -k c3 --severity serious \
    --text '督查发现行政审批股对同一项目两次要求补正不同材料，推诿扯皮，企业往返九次。'
say "media exposure (媒体曝光) by a registered outlet: trigger T3"
finding --id f-4 -s media --outlet '青江日报' -d '2015-09-05 08:00' -S energy -k c4 \
    --severity serious --text '报道称能源股工作人员在屋顶光伏备案中暗示企业给好处，不给就拖着不办。'
say "an overdue key task leads to persons (抓不落实的事)"
finding --id f-6 -s overdue_task -d '2015-08-28 09:00' -S investment -P han-si --severity general \
    --task '重点项目资金申请材料上报' --task-due 2015-08-15 --text '督办台账显示该项至今未办。'
say "found after the rectification had ended (整改工作结束后): trigger T1"
finding --id f-5 -s open_covert --body '局纪检组' -d '2015-10-20 11:00' -S projects -k c5 \
    --severity general --text '暗访发现项目管理股窗口上班时间玩手机，群众询问爱理不理。'

title "4. The workers classify and decide"
settle
show list --limit 20

title "5. One case, double investigation (一案双查): the superior's finding, with every rule asked"
number=$(duban list --section approval --source superior_inspection | awk 'NR == 2 { print $1 }')
show timeline "$number"
say "The act was on 18 May 2015, so line by line the leaders are those of that day (P5)."

title "6. The same case to its recorded end: both investigations concluded"
act() {
    printf '\033[2m$ duban act %s\033[0m\n' "$*"
    duban act "$@" >/dev/null
}
say "A target of a line is recused: the principal cannot see this case; the superior decides."
act "$number" accept --as lv-jia
act "$number" take_up --as lv-jia --handler lv-jia,shi-yi
for line in 2 3 4; do
    act "$number" take_up --as lv-jia --line $line --handler shi-yi,zhang-bing
done
act "$number" verify --as shi-yi
act "$number" find --as lv-jia --outcome 属实 --reason '调阅台账，两次补正通知要求不一'
act "$number" find --as lv-jia --line 2 --outcome 部分属实 --reason '未建立一次性告知制度'
act "$number" conclude --as lv-jia --line 3 --outcome 不属实 --reason '已两次批示整改'
act "$number" conclude --as kong-ding --line 4 --outcome 不予追责 --reason '到任后已部署'
settle
act "$number" hear --as shi-yi --line 1 --reason '本人称对新办法不熟'
act "$number" hear --as zhang-bing --line 2 --reason '本人对认定无异议'
act "$number" agree --as lv-jia --line 1 --measure rotation,retrain
act "$number" decide --as kong-ding --line 1 --measure rotation,retrain
act "$number" decide --as kong-ding --line 2 --measure post_adjusted
act "$number" rectify --as lv-jia --until "$(date -d '+20 days' +%Y-%m-%d)" --reason '建立一次性告知清单'
act "$number" rectified --as shi-yi --reason '清单已上墙，窗口已培训'
act "$number" approve --as lv-jia
act "$number" close --as lv-jia --reason '问题查清，处理和整改到位'
duban timeline "$number" | sed -n '/proposed 拟处理/,$p'
say "What an inspection found may be exposed by name once it is decided (点名道姓曝光):"
act "$number" expose --as lv-jia --line 1 --reason '局务会通报'
show exposures
show record wu-ji --as cao-wu

title "7. The sweep: what cron runs"
show sweep
say "nothing is overdue yet; a dry run says what would be in sixty days:"
duban sweep --dry-run --at "$(date -d '+60 days' '+%Y-%m-%d %H:%M')" | sed -n '1,14p'

title "8. The report that goes up (上报): the four figures of P41 and their annex, recounted"
duban act "$number" typical --as kong-ding --reason '一案双查的完整过程，有示范意义' >/dev/null
show report --period all --recount

show problems --from 2015-07-01 --until 2015-08-01

title "9. The ledger: nothing was changed behind anybody's back"
show ledger verify
show ledger replay
