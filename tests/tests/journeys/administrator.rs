//! A company's administrator signs in, adds operators from a file, issues a token, checks it, and
//! works as one of the operators.

use e2e::{App, Outcome, Scope, journey, like, verify};

use crate::steps::{company, go, sign_in_as_company, work_as};

const ORGANIZATION: &str = "Lindenhof Clinic";

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_company_adds_operators_and_works_as_one() -> Outcome {
    journey("administrator", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;

        go(&app, "Organizations").await?;
        app.button(like(ORGANIZATION)).click().await?;
        app.heading("Operators").wait().await?;
        app.row(like("Dr. Anna Frey")).wait().await?;

        let before = sandbox.operators().len();
        let list = "name\nHanna Weiss\n\"Ruiz, Tomás\"\nDr. Anna Frey\nHanna Weiss\n";
        let file = stage.file("operators.csv", list.as_bytes())?;
        add_from_file(&app, &file).await?;
        verify(
            sandbox.operators().len() == before + 2,
            "two of the four lines were new",
        )?;
        app.row(like("Ruiz, Tomás")).wait().await?;

        issue_and_validate(&app).await?;
        work_as(&app, ORGANIZATION, "Hanna Weiss").await?;
        app.close().await
    })
    .await
}

async fn add_from_file(app: &App, file: &std::path::Path) -> Outcome {
    app.button("Add operators").click().await?;
    let dialog = app.dialog("Add operators");
    dialog.wait().await?;
    app.pick_file(file).await?;
    dialog.row(like("Hanna Weiss New")).wait().await?;
    dialog
        .row(like("Dr. Anna Frey Already there"))
        .wait()
        .await?;
    dialog
        .row(like("Hanna Weiss Twice in this list"))
        .wait()
        .await?;
    dialog.button("Add 2 operators").click().await?;
    dialog.row(like("Hanna Weiss Added")).wait().await?;
    dialog.row(like("Ruiz, Tomás Added")).wait().await?;
    dialog.button("Done").click().await?;
    dialog.wait_gone().await
}

async fn issue_and_validate(app: &App) -> Outcome {
    app.row(like("Hanna Weiss"))
        .button("Issue token")
        .click()
        .await?;
    let issue = app.dialog("Issue token");
    issue.radio(like("8 hours")).click().await?;
    issue.button("Issue token").click().await?;
    issue.button("Copy token").wait().await?;
    issue.button("Validate this token").click().await?;
    let validate = app.dialog("Validate token");
    validate.button("Validate token").click().await?;
    validate.wait_text("This token works").await?;
    validate.wait_text("Hanna Weiss").await?;
    validate.button("Close").click().await?;
    validate.wait_gone().await
}
