# Texts that are needed outside the window: notifications, the window's title, the system's menus.

app-name = Switchboard

# The made-up company of the demo.
demo-company = Empresa de demostración

# The button of a notification that opens its chat.
open = Abrir

# The button of a notification that takes an answer.
reply = Responder

# The title of the window. $count is the number of chats that wait for the person.
title-waiting = ({ $count }) Switchboard

# What a file of exported settings is, in the dialog that saves it.

# The menu of the icon in the tray.
tray-open = Abrir Switchboard
tray-quiet-hour = No molestar durante una hora
tray-quiet-tomorrow = No molestar hasta mañana
tray-quiet-end = Desactivar «no molestar»
tray-lock = Bloquear
tray-locked = Bloqueado
tray-quit = Salir
# One account and how it is. $unread is the number of its unread messages.
tray-account = { $unread ->
    [0] { $label }: { $state }
   *[other] { $label }: { $state } (sin leer: { $unread })
}
account-connecting = conectando
account-online = en línea
account-trouble = sin conexión
account-sign-in-again = inicia sesión de nuevo

# A notification of a chat whose customer's name isn't known.
chat-unnamed = Un cliente

# Instead of the text of a message without text.
message-photo = Foto
message-file = Archivo

# More than one new message in one chat. $text is the newest one.
chat-more = { $count ->
    [one] { $text }
   *[other] { $count } mensajes nuevos. { $text }
}

# Instead of names and texts while they are to be hidden.
private-title = Mensajes nuevos
private-chat = { $count ->
    [one] Un cliente escribió
   *[other] { $count } mensajes nuevos de un cliente
}

# One notification for many chats.
summary-title = Mensajes sin leer
summary = { $messages ->
    [one] { $messages } mensaje
   *[other] { $messages } mensajes
} en { $chats ->
    [one] { $chats } chat
   *[other] { $chats } chats
}

# A chat was assigned to the person. The title is the customer's name.
assigned = Este chat se te ha asignado.
# More than three were at once.
assigned-title = Asignados a ti
assigned-many = { $chats ->
    [one] Se te ha asignado { $chats } chat.
   *[other] Se te han asignado { $chats } chats.
}

# A chat was put back, and is nobody's. The title is the customer's name.
queued = Este chat vuelve a estar sin asignar.
# More than three were at once.
queued-title = De nuevo en la cola
queued-many = { $chats ->
    [one] { $chats } chat vuelve a estar sin asignar.
   *[other] { $chats } chats vuelven a estar sin asignar.
}

# A message waits for the person. The title is the customer's name.
not-sent = Tu mensaje no se ha enviado.
sent-unknown = No se sabe si tu mensaje se ha enviado. Compruébalo, por favor.

# An account is out of touch. The title is what the person calls it.
account-refused = Inicia sesión de nuevo: hasta entonces no llegan mensajes.
account-cut-off = Sin conexión: por ahora no llegan mensajes.

# The test notification from the settings.
test-title = Las notificaciones funcionan
test-body = Así avisará Switchboard de los mensajes nuevos.

# The dialog that asks where to save a file, and names of such files.
save-title = Guardar como
save-statistics-name = Estadísticas
save-journal-name = Registro

# Columns of tables and words of files that are saved. (s) stands for seconds.
file-part = Parte
file-name = Nombre
file-account = Cuenta
file-everything = Todo
file-day = Día
file-hour = Hora del día
file-operator = Operador
file-channel = Mensajería
file-received = Mensajes recibidos
file-sent = Mensajes enviados
file-chats = Chats
file-new-chats = Chats nuevos
file-unanswered = Aún sin respuesta
file-first-response-count = Primeras respuestas
file-first-response-median = Primera respuesta, mediana (s)
file-first-response-p90 = Primera respuesta, 9 de 10 como máximo (s)
file-first-response-mean = Primera respuesta, media (s)
file-waiting-count = Esperas
file-waiting-median = Espera, mediana (s)
file-waiting-p90 = Espera, 9 de 10 como máximo (s)
file-waiting-mean = Espera, media (s)
file-handling-count = Conversaciones atendidas
file-handling-median = Atención, mediana (s)
file-handling-p90 = Atención, 9 de 10 como máximo (s)
file-handling-mean = Atención, media (s)
file-time-zone = Zona horaria
file-not-said = El servicio no lo dice
file-title = Chats, tal como los guarda Switchboard
file-exported-at = Guardado
file-phone = Teléfono
file-status = Estado
file-assignee = Asignado a
file-customer = Cliente
file-bot = Bot
file-company = Empresa
file-service = Servicio
file-other-author = Otro
file-history-whole = Todo este chat está guardado en este ordenador y figura en este archivo.
file-history-part = El servicio tiene mensajes más antiguos. No están guardados en este ordenador ni figuran en este archivo.
file-history-never = El historial de este chat nunca se leyó del servicio. En este archivo solo está lo que llegó a este ordenador.
file-history-cut = Los mensajes más antiguos no se conservan en este ordenador, según los ajustes. No figuran en este archivo.
file-files-named = Las fotos y los archivos se nombran, no se incluyen.
file-note = nota privada, solo en este ordenador
file-internal = solo para colegas
file-unsent = aún sin enviar, solo en este ordenador
file-failed = sin enviar: rechazado, conservado en este ordenador
file-unconfirmed = no se sabe si se envió
file-edited = modificado
file-deleted = eliminado en el lado del cliente
file-photo = Foto
file-file = Archivo
file-empty = Aquí no hay ningún mensaje guardado.
file-chat = Chat
file-chat-id = Id del chat
file-time = Hora
file-author = Autor
file-side = Lado
file-message = Mensaje
file-files = Archivos
file-mark = Observación
file-history = Qué está guardado
file-kind = Qué se hizo
file-who = Trabajó como
file-detail = Detalle
file-count = Chats afectados
file-status-new = Nuevo
file-status-open = Abierto
file-status-waiting = En espera
file-status-paused = En pausa
file-status-closed = Cerrado
file-kind-sent = Mensaje enviado
file-kind-status = Estado cambiado
file-kind-assigned = Asignado
file-kind-labelled = Etiqueta puesta
file-kind-unlabelled = Etiqueta quitada
file-kind-deleted = Chat eliminado
file-kind-bulk = Pedido para varios chats
file-kind-exported = Chats exportados
file-kind-signed-in = Sesión iniciada
file-kind-signed-out = Sesión cerrada
file-kind-worked-as = Trabajo como operador
