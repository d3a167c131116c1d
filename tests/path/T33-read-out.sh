#!/bin/sh
# What was read, written out again: searchable PDF and ALTO of every kind of file, under the lock, page by page.
. "$(dirname "$0")/../lib/tap.sh"
pages=$root/tests/read/pages
out=$room/out
mkdir "$out"

# The PDF opens, is no more than a tenth larger (and the layer's own font, 3 KB), and what it says is found in order.
written_well() {
    file=$1 most=$2 words=$3
    timeout 120 "$DIWAN" read --pdf "$out/one.pdf" "$pages/$file" || return 1
    qpdf --check "$out/one.pdf" || return 1
    size=$(stat -c %s "$out/one.pdf") before=$(stat -c %s "$pages/$file")
    echo "$file: $before bytes, as PDF $size"
    [ "$size" -le $((before * most / 10 + 3000)) ] || return 1
    pdftotext "$out/one.pdf" - | tr -s ' \n' '  ' | grep -q "$words"
}
for file in letter.png letter.gif scan.pdf pages.tiff; do
    check "$file keeps its picture" written_well $file 11 'السلام عليكم'
done
check "a photo is turned upright" written_well turned.jpg 11 'السلام عليكم'
for file in letter.webp letter.heic; do
    check "$file, for which PDF has no filter, becomes a JPEG" written_well $file 50 'السلام عليكم'
done

several() {
    "$DIWAN" read --progress --pdf "$out" --alto "$out" "$pages/pages.tiff" "$pages/locked.pdf" "$pages/english.png" 2>"$room/told"
    [ $? = 1 ]
}
check "of several files one that is locked is refused, the others done" several
check "the refused one is named" grep -q 'locked.pdf: .*password' "$room/told"
check "progress is told page by page" grep -q 'pages.tiff: page 2 of 2, file 1 of 3' "$room/told"
check "and file by file" grep -q 'english.png: page 1 of 1, file 3 of 3' "$room/told"
for file in pages.tiff english.png; do
    check "$file as ALTO is valid" xmllint --noout --nonet --schema "$root/tests/searchable/alto/alto-4-4.xsd" "$out/${file%.*}.xml"
    check "$file as PDF is whole" qpdf --check "$out/${file%.*}.pdf"
done
check "nothing was written for the refused one" test ! -e "$out/locked.pdf"
finish
