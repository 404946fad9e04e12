# Texts that are needed outside the window: notifications, the window's title, the system's menus.

app-name = Switchboard

# The made-up company of the demo.
demo-company = Демонстраційна компанія

# The button of a notification that opens its chat.
open = Відкрити

# The button of a notification that takes an answer.
reply = Відповісти

# The title of the window. $count is the number of chats that wait for the person.
title-waiting = ({ $count }) Switchboard

# What a file of exported settings is, in the dialog that saves it.

# The menu of the icon in the tray.
tray-open = Відкрити Switchboard
tray-quiet-hour = Не турбувати годину
tray-quiet-tomorrow = Не турбувати до завтра
tray-quiet-end = Вимкнути «не турбувати»
tray-lock = Заблокувати
tray-locked = Заблоковано
tray-quit = Вийти
# One account and how it is. $unread is the number of its unread messages.
tray-account = { $unread ->
    [0] { $label }: { $state }
   *[other] { $label }: { $state } (непрочитаних: { $unread })
}
account-connecting = з’єднання
account-online = на зв’язку
account-trouble = немає зв’язку
account-sign-in-again = увійдіть знову

# A notification of a chat whose customer's name isn't known.
chat-unnamed = Клієнт

# Instead of the text of a message without text.
message-photo = Фото
message-file = Файл

# More than one new message in one chat. $text is the newest one.
chat-more = { $count ->
    [1] { $text }
    [one] { $count } нове повідомлення. { $text }
    [few] { $count } нові повідомлення. { $text }
    [many] { $count } нових повідомлень. { $text }
   *[other] { $count } нового повідомлення. { $text }
}

# Instead of names and texts while they are to be hidden.
private-title = Нові повідомлення
private-chat = { $count ->
    [1] Клієнт написав
    [one] { $count } нове повідомлення від клієнта
    [few] { $count } нові повідомлення від клієнта
    [many] { $count } нових повідомлень від клієнта
   *[other] { $count } нового повідомлення від клієнта
}

# One notification for many chats.
summary-title = Непрочитані повідомлення
summary = { $messages ->
    [one] { $messages } повідомлення
    [few] { $messages } повідомлення
    [many] { $messages } повідомлень
   *[other] { $messages } повідомлення
} { $chats ->
    [one] в { $chats } чаті
   *[other] у { $chats } чатах
}

# A chat was assigned to the person. The title is the customer's name.
assigned = Цей чат призначено вам.
# More than three were at once.
assigned-title = Призначено вам
assigned-many = { $chats ->
    [one] Вам призначено { $chats } чат.
    [few] Вам призначено { $chats } чати.
    [many] Вам призначено { $chats } чатів.
   *[other] Вам призначено { $chats } чату.
}

# A chat was put back, and is nobody's. The title is the customer's name.
queued = Цей чат знову нічий.
# More than three were at once.
queued-title = Знову в черзі
queued-many = { $chats ->
    [one] { $chats } чат знову нічий.
    [few] { $chats } чати знову нічиї.
    [many] { $chats } чатів знову нічиї.
   *[other] { $chats } чату знову нічиї.
}

# A message waits for the person. The title is the customer's name.
not-sent = Ваше повідомлення не надіслано.
sent-unknown = Невідомо, чи надіслано ваше повідомлення. Перевірте, будь ласка.

# An account is out of touch. The title is what the person calls it.
account-refused = Увійдіть знову: доти повідомлення не надходять.
account-cut-off = Немає зв’язку: повідомлення поки не надходять.

# The test notification from the settings.
test-title = Сповіщення працюють
test-body = Так Switchboard повідомлятиме вас про нові повідомлення.

# The dialog that asks where to save a file, and names of such files.
save-title = Зберегти як
save-statistics-name = Статистика
save-journal-name = Журнал

# Columns of tables and words of files that are saved. (s) stands for seconds.
file-part = Частина
file-name = Назва
file-account = Акаунт
file-everything = Усе
file-day = День
file-hour = Година дня
file-operator = Оператор
file-channel = Месенджер
file-received = Отримано повідомлень
file-sent = Надіслано повідомлень
file-chats = Чати
file-new-chats = Нові чати
file-unanswered = Досі без відповіді
file-first-response-count = Перші відповіді
file-first-response-median = Перша відповідь, медіана (с)
file-first-response-p90 = Перша відповідь, 9 з 10 не довше (с)
file-first-response-mean = Перша відповідь, середнє (с)
file-waiting-count = Очікування
file-waiting-median = Очікування, медіана (с)
file-waiting-p90 = Очікування, 9 з 10 не довше (с)
file-waiting-mean = Очікування, середнє (с)
file-handling-count = Опрацьовані розмови
file-handling-median = Опрацювання, медіана (с)
file-handling-p90 = Опрацювання, 9 з 10 не довше (с)
file-handling-mean = Опрацювання, середнє (с)
file-time-zone = Часовий пояс
file-not-said = Сервіс не каже
file-title = Чати, як їх зберіг Switchboard
file-exported-at = Збережено
file-phone = Телефон
file-status = Стан
file-assignee = Призначено
file-customer = Клієнт
file-bot = Бот
file-company = Компанія
file-service = Сервіс
file-other-author = Інше
file-history-whole = Увесь цей чат збережено на цьому комп'ютері, і він є в цьому файлі.
file-history-part = У сервісі є старіші повідомлення. Їх не збережено на цьому комп'ютері, і в цьому файлі їх немає.
file-history-never = Історію цього чату ніколи не читали із сервісу. У файлі є лише те, що надійшло на цей комп'ютер.
file-history-cut = Старіші повідомлення на цьому комп'ютері не зберігаються, як сказано в налаштуваннях. У файлі їх немає.
file-files-named = Фото та файли названо, але не вкладено.
file-note = приватна нотатка, лише на цьому комп'ютері
file-internal = лише для колег
file-unsent = ще не надіслано, лише на цьому комп'ютері
file-failed = не надіслано: відмовлено, збережено на цьому комп'ютері
file-unconfirmed = невідомо, чи надіслано
file-edited = змінено
file-deleted = видалено в клієнта
file-photo = Фото
file-file = Файл
file-empty = Тут не збережено жодного повідомлення.
file-chat = Чат
file-chat-id = Ідентифікатор чату
file-time = Час
file-author = Автор
file-side = Сторона
file-message = Повідомлення
file-files = Файли
file-mark = Примітка
file-history = Що збережено
file-kind = Що зроблено
file-who = Працює як
file-detail = Подробиці
file-count = Скількох чатів стосується
file-status-new = Новий
file-status-open = Відкритий
file-status-waiting = Очікує
file-status-paused = На паузі
file-status-closed = Закритий
file-kind-sent = Повідомлення надіслано
file-kind-status = Стан змінено
file-kind-assigned = Призначено
file-kind-labelled = Мітку додано
file-kind-unlabelled = Мітку знято
file-kind-deleted = Чат видалено
file-kind-bulk = Запит для кількох чатів
file-kind-exported = Чати експортовано
file-kind-signed-in = Вхід
file-kind-signed-out = Вихід
file-kind-worked-as = Робота як оператор
