package feed

// What pages that come in place of a feed say of themselves, in lower case;
// and, as they stand in the source, the scripts and styles of the usual
// services. Few and general: a page that none of them tells is a page.
var (
	challengeTitles = []string{
		"just a moment", "attention required", "access denied", "access to this page has been denied", "are you a robot",
		"robot check", "bot verification", "security check", "ddos", "captcha", "verify you are human", "one moment, please",
		"вы человек", "доступ запрещ", "доступ ограничен", "проверка браузера", "zugriff verweigert", "accès refusé", "acceso denegado",
		"erişim engellendi", "访问被拒绝",
	}
	challengeTexts = []string{
		"enable javascript and cookies", "checking your browser", "verify you are human", "unusual traffic", "you have been blocked",
		"are not a robot", "are not a bot", "request unsuccessful", "включите javascript", "что вы не робот", "ваш браузер",
		"kein roboter", "pas un robot", "robot olmadığınızı", "لست روبوت",
	}
	challengeMarks = []string{
		"cf-chl", "/cdn-cgi/challenge-platform/", "cf-turnstile", "g-recaptcha", "h-captcha", "captcha-delivery.com", "_Incapsula_Resource",
		"px-captcha", "ddos-guard", "awsWafCookieDomainList", "sucuri_cloudproxy", "__ddg", "__qrator", "smartcaptcha",
	}
	loginTitles = []string{
		"log in", "login", "sign in", "signin", "sign-in", "authentication required", "вход", "войти", "авторизация", "anmelden", "anmeldung",
		"connexion", "se connecter", "iniciar sesión", "accedi", "giriş yap", "oturum aç", "تسجيل الدخول", "ورود به", "כניסה", "登录", "zaloguj", "увійти",
	}
	parkedTexts = []string{
		"domain is for sale", "buy this domain", "domain may be for sale", "this domain is parked", "domain has expired", "domain name has expired",
		"domain is available", "домен прода", "купить домен", "домен припаркован", "срок регистрации домена", "domain zu verkaufen",
		"domain steht zum verkauf", "domaine est à vendre", "dominio en venta", "satılık alan adı", "alan adı satılık",
	}
	parkedMarks  = []string{"sedoparking", "parkingcrew", "bodis.com", "parklogic", "afternic.com", "dan.com/buy", "hugedomains.com"}
	consentTexts = []string{
		"before you continue", "we value your privacy", "consent to cookies", "cookie consent", "your privacy choices", "bevor sie fortfahren",
		"mit werbung weiterlesen", "avant de continuer", "continuer sans accepter", "antes de continuar", "prima di continuare",
	}
	maintenanceTexts = []string{
		"under maintenance", "scheduled maintenance", "maintenance mode", "down for maintenance", "be right back", "temporarily unavailable",
		"технические работы", "техническом обслуживании", "временно недоступ", "wartungsarbeiten", "wartungsmodus", "en maintenance",
		"en mantenimiento", "in manutenzione", "bakım çalışması", "bakımdayız", "تحت الصيانة", "قيد الصيانة",
	}
	errorTitles = []string{
		"404", "403", "500", "502", "503", "504", "not found", "forbidden", "error", "ошибка", "не найден", "помилка", "fehler", "nicht gefunden",
		"erreur", "introuvable", "no encontrad", "non trovata", "hata", "bulunamadı", "خطأ", "غير موجود", "یافت نشد", "שגיאה",
	}
)
