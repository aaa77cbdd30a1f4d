data "intune_assignment_filter" "corporate" {
  display_name = "Corporate-owned Windows"
}
