package config

import "testing"

func TestUnnamedFeedsOfAHostAreToldApart(t *testing.T) {
	feeds := []Feed{
		{URL: "https://news.example/world.xml", Name: "news.example"}, {URL: "https://news.example/sport/", Name: "news.example"},
		{URL: "https://other.example/feed", Name: "other.example"}, {URL: "https://news.example/a", Name: "Named"}, {URL: "https://news.example/b", Name: "Named"},
	}
	tellApart(feeds)
	for i, want := range []string{"news.example/world.xml", "news.example/sport", "other.example", "Named", "Named"} {
		if feeds[i].Name != want {
			t.Errorf("%s is called %q, want %q", feeds[i].URL, feeds[i].Name, want)
		}
	}
}
