//! Spanish conversations.

use super::talk::Phrases;

pub(super) const PHRASES: Phrases = Phrases {
    names: &[
        "Lucía", "Mateo", "Íñigo", "Carmen", "Álvaro", "Sofía", "Nicolás", "Begoña", "Rubén",
        "Ximena",
    ],
    surnames: &[
        "Ibáñez", "Muñoz", "Salcedo", "Ríos", "Castaño", "Peña", "Vidal", "Quiroga",
    ],
    order: "Pedido",
    scenes: &[
        &[
            "<¡Hola! ¿Cuándo llega mi pedido {n}?",
            "*Gracias por escribirnos. Enseguida le atiende una persona.",
            ">¡Hola! Sale hoy del almacén y llega mañana antes de las {t}.",
            "<Perfecto, ¿puede dejarlo el mensajero en la portería?",
            ">Claro, lo he anotado.",
            "<¡Mil gracias! 😊",
        ],
        &[
            "<Buenas tardes, quisiera cambiar mi cita del jueves",
            ">Buenas tardes. ¿Le viene bien el viernes a las {t}?",
            "<Sí, estupendo",
            ">Hecho. Recibirá un recordatorio el día anterior.",
        ],
        &[
            "<La mesa llegó con un arañazo, mando foto",
            "<[photo]Mire la esquina izquierda",
            ">Lo sentimos mucho. Le ofrecemos cambiarla o un descuento de {p} EUR.",
            "<Prefiero el descuento, casi no se nota",
            ">Perfecto, se lo devolvemos hoy mismo. Adjunto el justificante.",
            ">[file]Justificante",
            "<Recibido, gracias",
        ],
        &[
            "#Esta semana, envío gratis a partir de 40 EUR: https://tienda.example.com/envios",
            "<¿También a Canarias?",
            ">A Canarias cuesta 6 EUR, tarda unos {d} días.",
            "<Vale",
        ],
    ],
    openers: &[
        "¡Hola! ¿Tienen la talla 42 en negro?",
        "Buenos días, no encuentro la factura del pedido {n}",
        "¿A qué hora cierran hoy?",
    ],
    answers: &[
        "¡Muchas gracias!",
        "Vale, espero",
        "¿Y no puede ser antes?",
        "Perfecto 👌",
        "No, quería el otro modelo",
    ],
    nudges: &[
        "¿Hola? ¿Sigue ahí?",
        "Otra pregunta: ¿hacen envoltorio de regalo?",
        "Ya está pagado",
    ],
    long: "Buenos días. Les escribo porque llevo dos semanas intentando resolver un asunto sencillo y ya no sé a quién \
           dirigirme. Compré una lavadora con instalación incluida. La lavadora llegó, pero el instalador no vino el día \
           acordado ni avisó. Llamé y me dieron otra fecha; tampoco vino. La tercera vez apareció sin las herramientas \
           necesarias y se marchó. Entretanto voy a casa de mi hermana a lavar la ropa, que vive a cuarenta minutos. \
           Solo pido una cosa: un día y una hora seguros, y que venga alguien con lo necesario. Si no puede ser esta \
           semana, díganmelo y contrato a otra persona, pero entonces quiero que me devuelvan el importe de la \
           instalación. Gracias por su ayuda.",
};
