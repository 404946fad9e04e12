# Texts that are needed outside the window: notifications, the window's title, the system's menus.

app-name = Switchboard

# The made-up company of the demo.
demo-company = Demo company

# The button of a notification that opens its chat.
open = Open

# The title of the window. $count is the number of unread messages.
title-unread = ({ $count }) Switchboard

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

# The test notification from the settings.
test-title = Notifications work
test-body = This is how Switchboard will tell you about new messages.
