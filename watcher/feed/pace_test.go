package feed

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPace(t *testing.T) {
	const sy = "http://purl.org/rss/1.0/modules/syndication/"
	tests := []struct {
		channel string
		want    Pace
	}{
		{``, Pace{}},
		{`<ttl> 90 </ttl>`, Pace{Every: 90 * time.Minute}},
		{`<ttl>10080</ttl>`, Pace{Every: 7 * 24 * time.Hour}},
		{`<ttl>0</ttl>`, Pace{}},
		{`<ttl>-5</ttl>`, Pace{}},
		{`<ttl>1e300</ttl>`, Pace{}},
		{`<ttl>NaN</ttl>`, Pace{}},
		{`<ttl>525600</ttl>`, Pace{}},
		{`<ttl>often</ttl>`, Pace{}},
		{`<skipHours><hour>0</hour><hour> 23 </hour></skipHours>`, Pace{SkipHours: 1<<23 | 1}},
		{`<skipHours><hour>24</hour><hour>25</hour><hour>-1</hour><hour>x</hour></skipHours>`, Pace{SkipHours: 1}},
		{`<skiphours><Hour><![CDATA[7]]></Hour></skiphours>`, Pace{SkipHours: 1 << 7}},
		{`<skipDays><day>Sunday</day><day> SATURDAY </day><day>sabbath</day></skipDays>`, Pace{SkipDays: 1<<6 | 1}},
		{`<sy:updatePeriod>hourly</sy:updatePeriod>`, Pace{Every: time.Hour}},
		{`<sy:updatePeriod> Hourly </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>`, Pace{Every: 15 * time.Minute}},
		{`<sy:updateFrequency>2</sy:updateFrequency>`, Pace{Every: 12 * time.Hour}},
		{`<sy:updatePeriod>yearly</sy:updatePeriod>`, Pace{Every: 7 * 24 * time.Hour}},
		{`<sy:updatePeriod>monthly</sy:updatePeriod><sy:updateFrequency>10</sy:updateFrequency>`, Pace{Every: 3 * 24 * time.Hour}},
		{`<sy:updatePeriod>seldom</sy:updatePeriod>`, Pace{}},
		{`<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>`, Pace{}},
		{`<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>`, Pace{Every: time.Hour}},
		{`<ttl>120</ttl><sy:updatePeriod>hourly</sy:updatePeriod>`, Pace{Every: 2 * time.Hour}},
		{`<item><title>x</title><ttl>30</ttl></item>`, Pace{}},
		{`<item><title>x</title></item><ttl>30</ttl>`, Pace{Every: 30 * time.Minute}},
	}
	for _, test := range tests {
		f, err := Parse([]byte(`<rss version="2.0" xmlns:sy="`+sy+`"><channel><title>t</title>`+test.channel+`</channel></rss>`), Header{})
		if err != nil {
			t.Fatalf("%s: %v", test.channel, err)
		}
		if diff := cmp.Diff(test.want, f.Pace); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.channel, diff)
		}
	}
}
