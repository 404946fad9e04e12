//! Spanish.

use super::talk::Phrases;

pub(super) static PHRASES: Phrases = Phrases {
    names: &[
        "Lucía", "Javier", "Carmen", "Álvaro", "Nuria", "Iñigo", "Marta", "Sergio", "Elena",
        "Rubén", "Pilar", "Óscar",
    ],
    titles: &[
        "Expediente {n}: entrega de llaves",
        "Obra calle Mayor {d}",
        "Siniestro {n}",
        "Arrendamiento local {d}, renovación",
        "Mediación {n}",
        "Suministro lote {n}",
    ],
    suffixes: &[
        "(urgente)",
        "- fase 2",
        "(pendiente de firma)",
        "· revisado",
    ],
    descriptions: &[
        "Conversación certificada entre las partes del expediente.",
        "Seguimiento de la obra y de sus plazos.",
        "Toda la comunicación de este grupo queda registrada.",
    ],
    scenes: &[
        &[
            ">Buenos días a todos. Este grupo queda certificado desde hoy.",
            "1Buenos días, gracias. ¿A qué hora es la entrega de llaves?",
            ">A las {t} en la propia finca.",
            "2Perfecto, allí estaremos 👍",
            "1[photo]",
        ],
        &[
            "1He visto humedad en la pared del baño, os paso fotos.",
            "1[photo]",
            "1[photo]",
            "2El seguro pide un presupuesto. Tenemos uno de {p} €.",
            ">Recibido. Lo adjuntamos al expediente {n}.",
            "2[gone]Lo mando por privado",
        ],
        &[
            ">El borrador del contrato está en https://documentos.example/borrador/{n} para su revisión.",
            "2📄 Lo leo esta tarde y os digo. Veo otra versión en https://documentos.example/v2 ¿cuál vale?",
            ">La segunda, disculpen.",
            "1[mend]Nos vale la fecha del día {d}.",
        ],
        &[
            "1[voice]",
            "3Yo no puedo antes de las {t}.",
            "1[place]¿Quedamos aquí?",
            "2[poll]¿Martes o jueves?",
            ">Queda convocada la reunión a las {t}.",
        ],
        &[
            "2¿Se ha cobrado ya la fianza de {p} €?",
            ">Sí, la transferencia llegó ayer.",
            "2Gracias por confirmarlo.",
        ],
    ],
    answers: &[
        "De acuerdo, queda anotado.",
        "Gracias, lo revisamos y contestamos.",
        "Recibido. ¿Puede enviarlo también por escrito?",
        "Conforme.",
        "¿Podría ser a las {t}?",
    ],
    nudges: &[
        "¿Hay alguna novedad del expediente?",
        "Subo la factura de {p} € en un momento.",
        "Mañana no estaré disponible hasta las {t}.",
        "Seguimos esperando la firma de la otra parte.",
    ],
};
