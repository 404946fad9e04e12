# Texts that are needed outside the window: notifications, the window's title, the system's menus.

app-name = Switchboard

# The made-up company of the demo.
demo-company = Demo company

# The button of a notification that opens its chat.
open = Open

# The button of a notification that takes an answer.
reply = Reply

# The title of the window. $count is the number of chats that wait for the person.
title-waiting = ({ $count }) Switchboard

# What a file of exported settings is, in the dialog that saves it.

# The menu of the icon in the tray.
tray-open = Open Switchboard
tray-quiet-hour = Do not disturb for an hour
tray-quiet-tomorrow = Do not disturb until tomorrow
tray-quiet-end = End “do not disturb”
tray-lock = Lock
tray-locked = Locked
tray-quit = Quit
# One account and how it is. $unread is the number of its unread messages.
tray-account = { $unread ->
    [0] { $label }: { $state }
   *[other] { $label }: { $state } ({ $unread } unread)
}
account-connecting = connecting
account-online = online
account-trouble = out of touch
account-sign-in-again = sign in again

# A notification of a chat whose customer's name isn't known.
chat-unnamed = A customer

# Instead of the text of a message without text.
message-photo = Photo
message-file = File

# More than one new message in one chat. $text is the newest one.
chat-more = { $count ->
    [one] { $text }
   *[other] { $count } new messages. { $text }
}

# Instead of names and texts while they are to be hidden.
private-title = New messages
private-chat = { $count ->
    [one] A customer wrote
   *[other] { $count } new messages from a customer
}

# One notification for many chats.
summary-title = Unread messages
summary = { $messages ->
    [one] { $messages } message
   *[other] { $messages } messages
} in { $chats ->
    [one] { $chats } chat
   *[other] { $chats } chats
}

# A chat was assigned to the person. The title is the customer's name.
assigned = This chat was assigned to you.
# More than three were at once.
assigned-title = Assigned to you
assigned-many = { $chats ->
    [one] { $chats } chat was assigned to you.
   *[other] { $chats } chats were assigned to you.
}

# A chat was put back, and is nobody's. The title is the customer's name.
queued = This chat is unassigned again.
# More than three were at once.
queued-title = Back in the queue
queued-many = { $chats ->
    [one] { $chats } chat is unassigned again.
   *[other] { $chats } chats are unassigned again.
}

# A message waits for the person. The title is the customer's name.
not-sent = Your message was not sent.
sent-unknown = Nobody can tell whether your message was sent. Please check.

# An account is out of touch. The title is what the person calls it.
account-refused = Sign in again: until then no messages arrive.
account-cut-off = Out of touch: no messages arrive for now.

# The test notification from the settings.
test-title = Notifications work
test-body = This is how Switchboard will tell you about new messages.

# The dialog that asks where to save a file, and names of such files.
save-title = Save as
save-statistics-name = Statistics
save-journal-name = Journal

# Columns of tables and words of files that are saved. (s) stands for seconds.
file-part = Part
file-name = Name
file-account = Account
file-everything = Everything
file-day = Day
file-hour = Hour of the day
file-operator = Operator
file-channel = Messenger
file-received = Messages received
file-sent = Messages sent
file-chats = Chats
file-new-chats = New chats
file-unanswered = Still unanswered
file-first-response-count = First responses
file-first-response-median = First response, median (s)
file-first-response-p90 = First response, 9 of 10 at most (s)
file-first-response-mean = First response, mean (s)
file-waiting-count = Waits
file-waiting-median = Waiting, median (s)
file-waiting-p90 = Waiting, 9 of 10 at most (s)
file-waiting-mean = Waiting, mean (s)
file-handling-count = Conversations handled
file-handling-median = Handling, median (s)
file-handling-p90 = Handling, 9 of 10 at most (s)
file-handling-mean = Handling, mean (s)
file-time-zone = Time zone
file-not-said = Not said by the service
file-title = Chats, as stored by Switchboard
file-exported-at = Saved
file-phone = Phone
file-status = Status
file-assignee = Assigned to
file-customer = Customer
file-bot = Bot
file-company = Company
file-service = Service
file-other-author = Other
file-history-whole = All of this chat is stored on this computer and is in this file.
file-history-part = The service has older messages. They are not stored on this computer and are not in this file.
file-history-never = The history of this chat was never read from the service. Only what reached this computer is in this file.
file-history-cut = Older messages are not kept on this computer, as the settings say. They are not in this file.
file-files-named = Photos and files are named, not contained.
file-note = private note, only on this computer
file-internal = for colleagues only
file-unsent = not sent yet, only on this computer
file-failed = not sent: refused, kept on this computer
file-unconfirmed = sent or not: unknown
file-edited = changed
file-deleted = deleted at the customer's
file-photo = Photo
file-file = File
file-empty = No message is stored here.
file-chat = Chat
file-chat-id = Chat id
file-time = Time
file-author = Author
file-side = Side
file-message = Message
file-files = Files
file-mark = Remark
file-history = What is stored
file-kind = What was done
file-who = Worked as
file-detail = Detail
file-count = Chats concerned
file-status-new = New
file-status-open = Open
file-status-waiting = Waiting
file-status-paused = Paused
file-status-closed = Closed
file-kind-sent = Message sent
file-kind-status = Status set
file-kind-assigned = Assigned
file-kind-labelled = Label put on
file-kind-unlabelled = Label taken off
file-kind-deleted = Chat deleted
file-kind-bulk = Asked for several chats
file-kind-exported = Chats exported
file-kind-signed-in = Signed in
file-kind-signed-out = Signed out
file-kind-worked-as = Worked as operator
