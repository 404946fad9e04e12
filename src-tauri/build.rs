//! Declares our commands to Tauri's access control and generates the context.

/// Every command the window may call. `capabilities/main.json` grants each of them by name, so
/// that a command added here alone stays out of reach.
const COMMANDS: &[&str] = &[
    "account_add",
    "account_list",
    "account_remove",
    "account_sign_in_again",
    "account_sync",
    "account_unsent",
    "account_update",
    "account_work_as",
    "app_retry",
    "app_start_over",
    "app_state",
    "app_this_run_only",
    "attachment_add",
    "attachment_remove",
    "chat_counts",
    "chat_delete",
    "chat_get",
    "chat_list",
    "chat_mark_read",
    "chat_open",
    "chat_seen",
    "chat_set_status",
    "demo_set",
    "draft_get",
    "draft_save",
    "link_open",
    "media_get",
    "media_save",
    "message_act",
    "message_list",
    "message_send",
    "notification_test",
    "operator_add",
    "operator_import_preview",
    "operator_list",
    "operator_set_status",
    "organization_list",
    "service_list",
    "settings_get",
    "settings_set",
    "token_copy",
    "token_issue",
    "token_validate",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The front end is embedded; where it has not been built yet, an empty folder lets
    // everything else be checked.
    std::fs::create_dir_all("../ui/dist")?;
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .codegen(tauri_build::CodegenContext::new())
            .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS)),
    )?;
    Ok(())
}
