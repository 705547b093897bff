package text

import "testing"

func TestQuick(t *testing.T) {
	var w Words
	w.Add("Putin’s al-Assad ПУТИН Ёлка الأَسَـــد İstanbul 普京 S-300 U.S. forces. New one", false)
	for i := range w.List {
		t.Logf("%q %+v", w.Fold(i), w.List[i])
	}
}
