package learn

import (
	"strings"
	"testing"
)

func TestStrip(t *testing.T) {
	for _, c := range []struct {
		name, page, title string
		has, lacks        []string
	}{
		{
			name: "menus and names of staff above, imprint below",
			page: "Supervisor Anna Berg\nEditor in Chief Karl Holm\nHome News Sport Contact\n\nWhy Sarn keeps its lighthouse keeper?\n\nSat 26 Feb 2022 | 10:37 AM\n\n" +
				"The harbour board of Sarn has decided to keep the keeper of its lighthouse, Marta Olsen, for another five years.\nFishermen had asked the board for it.\n\n(c) 1991-2023 The Sarn Weekly\nThe weekly assumes no responsibility for what is presented in advertisements on this page.\nhttps://example.org/archive",
			title: "Why Sarn keeps its lighthouse keeper?",
			has:   []string{"decided to keep the keeper", "Fishermen had asked"},
			lacks: []string{"Supervisor", "Home News", "10:37", "assumes no responsibility", "example.org"},
		},
		{
			name: "title said twice, captions twice",
			page: "Keeper of Sarn honoured with medal\n\nKeeper of Sarn honoured with medal\n\nMarta Olsen, the keeper of Sarn, received a medal from the harbour board on Friday.\n\n" +
				"Olsen with her medal (Photo)\nOlsen with her medal (Photo)\n\nShe said the medal belonged to the lamp.\n\nStay connected",
			title: "Keeper of Sarn honoured with medal",
			has:   []string{"received a medal", "belonged to the lamp."},
			lacks: []string{"(Photo)", "Stay connected", "honoured with medal\n"},
		},
		{
			name: "footers of other editions",
			page: "Sarn keeps keeper\n\nThe harbour board of Sarn decided on Friday that the keeper of the lighthouse will stay in her tower for five years.\n\n" +
				"Вестник на остров Сарн е дом за новини от морето, за рибарите, за фара и за неговата пазителка.\nפרסום ראשון: 11.21.17, 21:03",
			title: "Sarn keeps keeper",
			has:   []string{"stay in her tower"},
			lacks: []string{"Вестник", "פרסום"},
		},
		{
			name:  "Russian",
			page:  "Главная Новости Спорт\nСмотрительница маяка Сарн награждена\n\nСмотрительница маяка на острове Сарн Марта Ольсен получила медаль портового управления, сообщили в пятницу на острове.\nОна сказала, что медаль принадлежит лампе.",
			title: "Смотрительница маяка Сарн награждена",
			has:   []string{"получила медаль", "принадлежит лампе"},
			lacks: []string{"Главная"},
		},
		{
			name:  "Chinese",
			page:  "首页 新闻\n灯塔看守人获奖\n\n萨恩岛的灯塔看守人星期五获得港务局颁发的奖章。\n她说奖章属于灯塔。",
			title: "灯塔看守人获奖",
			has:   []string{"颁发的奖章"},
			lacks: []string{"首页"},
		},
		{
			name: "nothing but a notice",
			page: "Closed today",
			has:  []string{"Closed today"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			title, article := Strip(c.page)
			if title != c.title {
				t.Errorf("title is %q, want %q", title, c.title)
			}
			for _, s := range c.has {
				if !strings.Contains(article, s) {
					t.Errorf("the article lacks %q:\n%s", s, article)
				}
			}
			for _, s := range c.lacks {
				if strings.Contains(article, s) {
					t.Errorf("the article still has %q:\n%s", s, article)
				}
			}
		})
	}
}

func FuzzStrip(f *testing.F) {
	f.Add("Title line here\n\nA sentence of the article that has a good many words in it, as sentences do.\n© us")
	f.Add("灯塔看守人获奖\n她说奖章属于灯塔。")
	f.Fuzz(func(t *testing.T, page string) {
		title, article := Strip(page)
		if len(article) > len(page) || len(title) > len(page) {
			t.Errorf("%d bytes became a title of %d and %d of article", len(page), len(title), len(article))
		}
		if strings.TrimSpace(page) != "" && title == "" && article == "" {
			t.Error("all text was lost")
		}
	})
}
