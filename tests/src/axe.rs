//! What axe finds on the page.

use std::path::Path;

use thirtyfour::WebDriver;

use crate::{Failure, Outcome};

/// Loads axe into the page, once per page.
const IS_THERE: &str = "return typeof window.axe === 'object'";

/// Every finding in a line: which rule, and where. One experimental rule is left out: it wants
/// everything that is drawn in a row, numbers and short times too, letter by letter in the row's
/// name, where ours begin with the visible name and say the rest in words.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const line = (one) => one.id + ' (' + one.help + '): '
      + one.nodes.map((node) => node.target.join(' ') + ' [' + node.html.slice(0, 160) + '] '
        + node.any.concat(node.all, node.none).map((check) => check.message).join(', ')).join('; ');
    window.axe.run(document, { resultTypes: ['violations'],
      rules: { 'label-content-name-mismatch': { enabled: false } } }).then(
      (found) => done(found.violations.map(line)),
      (error) => done(['axe itself failed: ' + error]),
    );
";

/// Fails with what axe finds on the page as it is now.
pub(crate) async fn check(session: &WebDriver, view: &str) -> Outcome {
    if !session.execute(IS_THERE, vec![]).await?.convert::<bool>()? {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path)
            .map_err(|error| Failure::at(&path.display().to_string(), error))?;
        session.execute(&axe, vec![]).await?;
    }
    let found: Vec<String> = session.execute_async(RUN, vec![]).await?.convert()?;
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("axe on {view}:\n{}", found.join("\n"))))
}
