//! Elements by role and accessible name.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{WebDriver, WebElement, components::SelectElement};

use crate::{
    Failure, Outcome,
    wait::{PATIENCE, within},
};

const FIND: &str = include_str!("accessible.js");

/// How an element is called.
#[derive(Debug, Clone)]
pub enum Name {
    /// Exactly so.
    Exact(String),
    /// With this somewhere in it.
    Like(String),
    /// Anything.
    Any,
}

/// A name with this somewhere in it.
#[must_use]
pub fn like(part: &str) -> Name {
    Name::Like(part.to_owned())
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self::Exact(name.to_owned())
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self::Exact(name)
    }
}

#[derive(Debug, Clone)]
struct Step {
    role: &'static str,
    name: Name,
}

impl Step {
    fn json(&self) -> Value {
        let (name, exact) = match &self.name {
            Name::Exact(name) => (Some(name), true),
            Name::Like(name) => (Some(name), false),
            Name::Any => (None, false),
        };
        json!({ "role": self.role, "name": name, "exact": exact })
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.name {
            Name::Exact(name) => write!(f, "{} \"{name}\"", self.role),
            Name::Like(name) => write!(f, "{} \"…{name}…\"", self.role),
            Name::Any => f.write_str(self.role),
        }
    }
}

/// Where elements are looked for: the whole page, or within another element.
pub trait Scope {
    /// Elements of a role and name in here.
    fn by_role(&self, role: &'static str, name: impl Into<Name>) -> Found;

    /// A button.
    fn button(&self, name: impl Into<Name>) -> Found {
        self.by_role("button", name)
    }

    /// A text box of any kind.
    fn textbox(&self, name: impl Into<Name>) -> Found {
        self.by_role("textbox", name)
    }

    /// A list box.
    fn listbox(&self, name: impl Into<Name>) -> Found {
        self.by_role("listbox", name)
    }

    /// An option of a list box.
    fn option(&self, name: impl Into<Name>) -> Found {
        self.by_role("option", name)
    }

    /// A list.
    fn list(&self, name: impl Into<Name>) -> Found {
        self.by_role("list", name)
    }

    /// An item of a list.
    fn listitem(&self, name: impl Into<Name>) -> Found {
        self.by_role("listitem", name)
    }

    /// A heading.
    fn heading(&self, name: impl Into<Name>) -> Found {
        self.by_role("heading", name)
    }

    /// A link.
    fn link(&self, name: impl Into<Name>) -> Found {
        self.by_role("link", name)
    }

    /// A dialog.
    fn dialog(&self, name: impl Into<Name>) -> Found {
        self.by_role("dialog", name)
    }

    /// A choice of a drop-down list.
    fn combobox(&self, name: impl Into<Name>) -> Found {
        self.by_role("combobox", name)
    }

    /// An item of a menu.
    fn menuitem(&self, name: impl Into<Name>) -> Found {
        self.by_role("menuitem", name)
    }

    /// A row of a table; it has no name of its own but what is in it.
    fn row(&self, name: impl Into<Name>) -> Found {
        self.by_role("row", name)
    }

    /// One of several ways.
    fn radio(&self, name: impl Into<Name>) -> Found {
        self.by_role("radio", name)
    }

    /// A quiet message.
    fn status(&self, name: impl Into<Name>) -> Found {
        self.by_role("status", name)
    }

    /// An alert.
    fn alert(&self, name: impl Into<Name>) -> Found {
        self.by_role("alert", name)
    }
}

/// Elements as they are described; looked for anew whenever something is asked of them.
#[derive(Debug, Clone)]
pub struct Found {
    session: WebDriver,
    path: Vec<Step>,
    patience: Duration,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, step) in self.path.iter().rev().enumerate() {
            let between = if index == 0 { "" } else { " in " };
            write!(f, "{between}{step}")?;
        }
        Ok(())
    }
}

impl Scope for Found {
    fn by_role(&self, role: &'static str, name: impl Into<Name>) -> Found {
        let mut found = self.clone();
        found.path.push(Step {
            role,
            name: name.into(),
        });
        found
    }
}

impl Found {
    pub(crate) fn on_page(session: &WebDriver, role: &'static str, name: Name) -> Self {
        Self {
            session: session.clone(),
            path: vec![Step { role, name }],
            patience: PATIENCE,
        }
    }

    /// The same, waited for so long.
    #[must_use]
    pub const fn patiently(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What is there now, without waiting.
    ///
    /// # Errors
    /// When the page can't be asked.
    pub async fn all(&self) -> Outcome<Vec<WebElement>> {
        let path: Vec<Value> = self.path.iter().map(Step::json).collect();
        let answer = self.session.execute(FIND, vec![json!(path)]).await?;
        Ok(answer.elements()?)
    }

    /// How many are there now, without waiting.
    ///
    /// # Errors
    /// When the page can't be asked.
    pub async fn count(&self) -> Outcome<usize> {
        Ok(self.all().await?.len())
    }

    /// Waits until at least one is visible, and gives the first.
    ///
    /// # Errors
    /// When none appears in time.
    pub async fn wait(&self) -> Outcome<WebElement> {
        self.until("is not there", async |element| Ok(Some(element)))
            .await
    }

    /// Waits until none is visible.
    ///
    /// # Errors
    /// When one stays.
    pub async fn wait_gone(&self) -> Outcome {
        within(self.patience, &format!("{self} stays"), async || {
            Ok(self.all().await?.is_empty().then_some(()))
        })
        .await
    }

    /// Waits until the first one satisfies `check`. Elements that go away meanwhile are looked for
    /// again.
    ///
    /// # Errors
    /// When that does not happen in time.
    pub async fn until<T>(
        &self,
        what: &str,
        mut check: impl AsyncFnMut(WebElement) -> Outcome<Option<T>>,
    ) -> Outcome<T> {
        within(
            self.patience,
            &format!("{self} {what}"),
            async || match self.all().await?.into_iter().next() {
                Some(element) => check(element).await,
                None => Err(Failure("nothing visible has that role and name".to_owned())),
            },
        )
        .await
    }

    /// Clicks the first one, once it is enabled.
    ///
    /// # Errors
    /// When it can't be clicked in time.
    pub async fn click(&self) -> Outcome {
        self.until("can't be clicked", async |element| {
            if is_disabled(&element).await? {
                return Ok(None);
            }
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Presses or opens the first one, unless it already is: what a page shows at once on one
    /// screen is folded away on another.
    ///
    /// # Errors
    /// When it can't be clicked, or doesn't say that it is pressed or expanded, in time.
    pub async fn turn_on(&self) -> Outcome {
        self.until("can't be turned on", async |element| {
            if is_on(&element).await? {
                return Ok(Some(()));
            }
            element.click().await?;
            Err(Failure("it doesn't say that it is on".to_owned()))
        })
        .await
    }

    /// Puts a text into the first one, in place of what is in there.
    ///
    /// # Errors
    /// When it can't be typed into in time.
    pub async fn fill(&self, text: &str) -> Outcome {
        self.until("can't be filled", async |element| {
            if is_disabled(&element).await? {
                return Ok(None);
            }
            element.clear().await?;
            // The driver refuses to type nothing.
            if !text.is_empty() {
                element.send_keys(text).await?;
            }
            Ok(Some(()))
        })
        .await
    }

    /// Types into the first one, after what is in there.
    ///
    /// # Errors
    /// When it can't be typed into in time.
    pub async fn type_text(&self, text: &str) -> Outcome {
        let element = self.wait().await?;
        Ok(element.send_keys(text).await?)
    }

    /// Chooses from the first one, a drop-down list.
    ///
    /// # Errors
    /// When there is no such choice in time.
    pub async fn choose(&self, choice: &str) -> Outcome {
        self.until(&format!("has no choice \"{choice}\""), async |element| {
            SelectElement::new(&element)
                .await?
                .select_by_exact_text(choice)
                .await?;
            Ok(Some(()))
        })
        .await
    }

    /// The first one's visible text.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn text(&self) -> Outcome<String> {
        self.until("has no text", async |element| {
            Ok(Some(element.text().await?))
        })
        .await
    }

    /// The value of the first one, a field of a form.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn value(&self) -> Outcome<String> {
        self.until("has no value", async |element| {
            element.value().await.map_err(Failure::from)
        })
        .await
    }

    /// Waits until the first one's visible text contains `part`.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_text(&self, part: &str) -> Outcome {
        self.until(&format!("does not say \"{part}\""), async |element| {
            let text = element.text().await?;
            if text.contains(part) {
                return Ok(Some(()));
            }
            Err(Failure(format!("it says \"{text}\"")))
        })
        .await
    }

    /// Waits until the value of the first one is `value`.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn wait_value(&self, value: &str) -> Outcome {
        self.until(&format!("is not \"{value}\""), async |element| {
            let now = element.value().await?.unwrap_or_default();
            if now == value {
                return Ok(Some(()));
            }
            Err(Failure(format!("it is \"{now}\"")))
        })
        .await
    }
}

async fn is_on(element: &WebElement) -> Outcome<bool> {
    for attribute in ["aria-pressed", "aria-expanded"] {
        if element.attr(attribute).await?.as_deref() == Some("true") {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_disabled(element: &WebElement) -> Outcome<bool> {
    let aria = element.attr("aria-disabled").await?;
    Ok(aria.as_deref() == Some("true") || !element.is_enabled().await?)
}
