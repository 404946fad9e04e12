# Texts that are needed outside the window: notifications, the window's title, the system's menus.

app-name = Switchboard

# The made-up company of the demo.
demo-company = חברת הדגמה

# The button of a notification that opens its chat.
open = פתיחה

# The button of a notification that takes an answer.
reply = מענה

# The title of the window. $count is the number of chats that wait for the person.
title-waiting = ({ $count }) Switchboard

# What a file of exported settings is, in the dialog that saves it.

# The menu of the icon in the tray.
tray-open = פתיחת Switchboard
tray-quiet-hour = נא לא להפריע לשעה
tray-quiet-tomorrow = נא לא להפריע עד מחר
tray-quiet-end = כיבוי ״נא לא להפריע״
tray-lock = נעילה
tray-locked = נעול
tray-quit = יציאה
# One account and how it is. $unread is the number of its unread messages.
tray-account = { $unread ->
    [0] { $label }: { $state }
   *[other] { $label }: { $state } (לא נקראו: { $unread })
}
account-connecting = מתחבר
account-online = מחובר
account-trouble = אין קשר
account-sign-in-again = נדרשת התחברות

# A notification of a chat whose customer's name isn't known.
chat-unnamed = לקוח

# Instead of the text of a message without text.
message-photo = תמונה
message-file = קובץ

# More than one new message in one chat. $text is the newest one.
chat-more = { $count ->
    [one] { $text }
    [two] שתי הודעות חדשות. { $text }
   *[other] { $count } הודעות חדשות. { $text }
}

# Instead of names and texts while they are to be hidden.
private-title = הודעות חדשות
private-chat = { $count ->
    [one] לקוח כתב
    [two] שתי הודעות חדשות מלקוח
   *[other] { $count } הודעות חדשות מלקוח
}

# One notification for many chats.
summary-title = הודעות שלא נקראו
summary = { $messages ->
    [one] הודעה אחת
    [two] שתי הודעות
   *[other] { $messages } הודעות
} { $chats ->
    [one] בשיחה אחת
    [two] בשתי שיחות
   *[other] ב־{ $chats } שיחות
}

# A chat was assigned to the person. The title is the customer's name.
assigned = השיחה הזו הוקצתה לך.
# More than three were at once.
assigned-title = הוקצו לך
assigned-many = { $chats ->
    [one] שיחה אחת הוקצתה לך.
    [two] שתי שיחות הוקצו לך.
   *[other] { $chats } שיחות הוקצו לך.
}

# A chat was put back, and is nobody's. The title is the customer's name.
queued = השיחה הזאת שוב ללא שיוך.
# More than three were at once.
queued-title = חזרו לתור
queued-many = { $chats ->
    [one] שיחה אחת שוב ללא שיוך.
    [two] שתי שיחות שוב ללא שיוך.
   *[other] { $chats } שיחות שוב ללא שיוך.
}

# A message waits for the person. The title is the customer's name.
not-sent = ההודעה שלך לא נשלחה.
sent-unknown = לא ידוע אם ההודעה שלך נשלחה. כדאי לבדוק.

# An account is out of touch. The title is what the person calls it.
account-refused = יש להתחבר מחדש: עד אז לא יגיעו הודעות.
account-cut-off = אין קשר: לעת עתה לא מגיעות הודעות.

# The test notification from the settings.
test-title = ההתראות פועלות
test-body = כך Switchboard יודיע לכם על הודעות חדשות.

# The dialog that asks where to save a file, and names of such files.
save-title = שמירה בשם
save-statistics-name = סטטיסטיקה
save-journal-name = יומן

# Columns of tables and words of files that are saved. (s) stands for seconds.
file-part = חלק
file-name = שם
file-account = חשבון
file-everything = הכול
file-day = יום
file-hour = שעה ביום
file-operator = נציג
file-channel = מסנג'ר
file-received = הודעות שהתקבלו
file-sent = הודעות שנשלחו
file-chats = שיחות
file-new-chats = שיחות חדשות
file-unanswered = עדיין ללא מענה
file-first-response-count = מענים ראשונים
file-first-response-median = מענה ראשון, חציון (שנ')
file-first-response-p90 = מענה ראשון, 9 מתוך 10 לכל היותר (שנ')
file-first-response-mean = מענה ראשון, ממוצע (שנ')
file-waiting-count = המתנות
file-waiting-median = המתנה, חציון (שנ')
file-waiting-p90 = המתנה, 9 מתוך 10 לכל היותר (שנ')
file-waiting-mean = המתנה, ממוצע (שנ')
file-handling-count = דיונים שטופלו
file-handling-median = טיפול, חציון (שנ')
file-handling-p90 = טיפול, 9 מתוך 10 לכל היותר (שנ')
file-handling-mean = טיפול, ממוצע (שנ')
file-time-zone = אזור זמן
file-not-said = השירות לא ציין
file-title = שיחות, כפי ש-Switchboard שמר אותן
file-exported-at = נשמר
file-phone = טלפון
file-status = מצב
file-assignee = הוקצתה אל
file-customer = לקוח
file-bot = בוט
file-company = חברה
file-service = שירות
file-other-author = אחר
file-history-whole = כל השיחה שמורה במחשב הזה ונמצאת בקובץ הזה.
file-history-part = בשירות יש הודעות ישנות יותר. הן אינן שמורות במחשב הזה ואינן בקובץ הזה.
file-history-never = היסטוריית השיחה מעולם לא נקראה מהשירות. בקובץ נמצא רק מה שהגיע למחשב הזה.
file-history-cut = הודעות ישנות יותר אינן נשמרות במחשב הזה, כפי שנקבע בהגדרות. הן אינן בקובץ הזה.
file-files-named = תמונות וקבצים נזכרים בשמם ואינם כלולים.
file-note = הערה פרטית, רק במחשב הזה
file-internal = לעמיתים בלבד
file-unsent = עוד לא נשלחה, רק במחשב הזה
file-failed = לא נשלחה: נדחתה, שמורה במחשב הזה
file-unconfirmed = לא ידוע אם נשלחה
file-edited = שונתה
file-deleted = נמחקה אצל הלקוח
file-photo = תמונה
file-file = קובץ
file-empty = שום הודעה אינה שמורה כאן.
file-chat = שיחה
file-chat-id = מזהה שיחה
file-time = זמן
file-author = כותב
file-side = צד
file-message = הודעה
file-files = קבצים
file-mark = הערה
file-history = מה שמור
file-kind = מה נעשה
file-who = עבד בתור
file-detail = פרטים
file-count = מספר השיחות
file-status-new = חדשה
file-status-open = פתוחה
file-status-waiting = ממתינה
file-status-paused = מושהית
file-status-closed = סגורה
file-kind-sent = הודעה נשלחה
file-kind-status = מצב נקבע
file-kind-assigned = הוקצתה
file-kind-labelled = תווית נוספה
file-kind-unlabelled = תווית הוסרה
file-kind-deleted = שיחה נמחקה
file-kind-bulk = בקשה לכמה שיחות
file-kind-exported = שיחות יוצאו
file-kind-signed-in = כניסה
file-kind-signed-out = יציאה
file-kind-worked-as = עבודה בתור נציג
